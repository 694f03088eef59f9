package com.stateset.sequencer.merkle;

/** A tile is missing, or has not the length that its place in the tree gives it: what was stored has been damaged. */
public final class InvalidTileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidTileException(String message) {
        super(message);
    }
}
