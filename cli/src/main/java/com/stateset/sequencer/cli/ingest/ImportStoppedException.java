package com.stateset.sequencer.cli.ingest;

/**
 * The server cannot be reached, or does not take what it is sent, or a number would be another one; the message is a sentence for the
 * user.
 */
public final class ImportStoppedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean passing;

    ImportStoppedException(String message) {
        this(message, true);
    }

    /**
     * Says why it stopped.
     *
     * @param passing whether the same import may go on later
     */
    ImportStoppedException(String message, boolean passing) {
        super(message);
        this.passing = passing;
    }

    /** Whether the same import may go on later. */
    public boolean isPassing() {
        return passing;
    }
}
