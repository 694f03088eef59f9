package com.stateset.sequencer.replay;

import com.stateset.sequencer.encryption.EventDecryptor;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of events whose payload is encrypted end to end.
 *
 * @param decryptor reads them
 * @param unreadable what becomes of those that it cannot read; null for what becomes of events without a type
 */
record EncryptedEvents<T>(
        EventDecryptor decryptor, @Nullable UnknownEvents<T> unreadable) {}
