/**
 * Whom an agent can encrypt for: {@link com.stateset.sequencer.sync.encryption.RecipientDirectory}.
 */
@NullMarked
package com.stateset.sequencer.sync.encryption;

import org.jspecify.annotations.NullMarked;
