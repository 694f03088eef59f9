/**
 * What must hold of payloads at rest on every store: {@link com.stateset.sequencer.tck.sealing.SealedPayloadContract}.
 */
@NullMarked
package com.stateset.sequencer.tck.sealing;

import org.jspecify.annotations.NullMarked;
