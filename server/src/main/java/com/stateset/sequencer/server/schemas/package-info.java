/** The registry of the schemas of payloads. */
@NullMarked
package com.stateset.sequencer.server.schemas;

import org.jspecify.annotations.NullMarked;
