package com.stateset.sequencer.merkle;

/** A commitment is not a link of its stream's chain. The message says which value is another than it should be. */
public final class BrokenChainException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokenChainException(String message) {
        super(message);
    }
}
