package com.stateset.sequencer.sealing;

/** A sealed value cannot be opened. The message says why, as the end of a sentence. */
final class SealBrokenException extends Exception {

    private static final long serialVersionUID = 1L;

    SealBrokenException(String message) {
        super(message);
    }
}
