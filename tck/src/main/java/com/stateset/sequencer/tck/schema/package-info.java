/** What a store that keeps schemas of payloads promises. */
@NullMarked
package com.stateset.sequencer.tck.schema;

import org.jspecify.annotations.NullMarked;
