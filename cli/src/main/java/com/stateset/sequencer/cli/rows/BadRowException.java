package com.stateset.sequencer.cli.rows;

/** A row has no event in it; the message says why. */
final class BadRowException extends Exception {

    private static final long serialVersionUID = 1L;

    BadRowException(String message) {
        super(message);
    }
}
