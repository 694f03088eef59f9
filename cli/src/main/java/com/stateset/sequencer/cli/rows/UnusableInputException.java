package com.stateset.sequencer.cli.rows;

/** The file as a whole, or what the command line says about it, makes no sense; the message is a sentence for the user. */
public final class UnusableInputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnusableInputException(String message) {
        super(message);
    }
}
