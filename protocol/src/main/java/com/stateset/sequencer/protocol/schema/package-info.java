/** Schemas of payloads, as they go over the wire, in the form of the original sequencer: members in camel case. */
@NullMarked
package com.stateset.sequencer.protocol.schema;

import org.jspecify.annotations.NullMarked;
