package com.stateset.sequencer.cli.ingest;

/** The server cannot be reached, or does not take what it is sent; the message is a sentence for the user. */
public final class ImportStoppedException extends Exception {

    private static final long serialVersionUID = 1L;

    ImportStoppedException(String message) {
        super(message);
    }
}
