package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.Payload;
import java.util.Objects;

/**
 * Another form of the payload of a stored event, such as sealed instead of plain.
 *
 * @param sequenceNumber which event of the stream
 * @param expected what must be stored of its payload now, byte for byte; otherwise nothing is replaced
 * @param next what is stored instead
 */
public record PayloadReplacement(long sequenceNumber, Payload expected, Payload next) {

    public PayloadReplacement {
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(next, "next");
    }
}
