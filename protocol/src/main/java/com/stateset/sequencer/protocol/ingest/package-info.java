/** How events are sent (PROTOCOL section 5): requests with their envelopes, and what became of them. */
@NullMarked
package com.stateset.sequencer.protocol.ingest;

import org.jspecify.annotations.NullMarked;
