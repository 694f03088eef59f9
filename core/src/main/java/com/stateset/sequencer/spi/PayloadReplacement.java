package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.spi.seal.DataKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Another form of the payload of a stored event, such as sealed instead of plain.
 *
 * @param sequenceNumber which event of the stream
 * @param expected what must be stored of its payload now, byte for byte; otherwise nothing is replaced
 * @param next what is stored instead
 * @param newKey the key that {@code next} is sealed with, if it may not be stored yet; stored in any case
 */
public record PayloadReplacement(
        long sequenceNumber,
        Payload expected,
        Payload next,
        @Nullable DataKey newKey) {

    public PayloadReplacement {
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(next, "next");
    }

    /** A replacement that brings no key. */
    public PayloadReplacement(long sequenceNumber, Payload expected, Payload next) {
        this(sequenceNumber, expected, next, null);
    }
}
