package com.stateset.sequencer.cli.verify;

/** A JSON text does not say what it should. The message names the place. */
public final class MalformedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedException(String path, String problem) {
        super(path + " " + problem);
    }
}
