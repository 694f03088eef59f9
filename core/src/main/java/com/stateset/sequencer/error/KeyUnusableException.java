package com.stateset.sequencer.error;

/**
 * An agent's signing key can sign nothing that a server would take: it was revoked, or another key is registered under its id. The
 * message says which. Nothing was signed and nothing was changed; another key has to be registered, or the right one given.
 */
public final class KeyUnusableException extends SequencerException {

    private static final long serialVersionUID = 1L;

    /** Reports why the key cannot be used. */
    public KeyUnusableException(String message) {
        super(message, null);
    }
}
