/**
 * What must hold of payloads encrypted end to end on every store: {@link
 * com.stateset.sequencer.tck.encryption.EndToEndContract}.
 */
@NullMarked
package com.stateset.sequencer.tck.encryption;

import org.jspecify.annotations.NullMarked;
