package com.stateset.sequencer.error;

/**
 * A further key of an agent was to be registered without the word of one of the agent's valid keys, or of an administrator.
 * Nothing was changed. The message says what is wrong with the authorization, as a clause.
 */
public final class KeyNotAuthorizedException extends SequencerException {

    private static final long serialVersionUID = 1L;

    /** Reports why. */
    public KeyNotAuthorizedException(String message) {
        super(message, null);
    }
}
