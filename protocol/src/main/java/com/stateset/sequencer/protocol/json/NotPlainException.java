package com.stateset.sequencer.protocol.json;

import java.io.Serial;

/** A text holds something that {@link PlainParser} leaves to the other one. It says nothing else, and no one sees it. */
final class NotPlainException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    NotPlainException() {
        super("not plain", null, false, false);
    }
}
