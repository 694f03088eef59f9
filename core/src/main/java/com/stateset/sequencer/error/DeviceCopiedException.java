package com.stateset.sequencer.error;

/**
 * Another installation works with the identity of this one, such as a copy of its outbox, and that is to be refused. Nothing was sent or
 * pulled. Trying again does not help: one of the two must become a device of its own.
 */
public final class DeviceCopiedException extends SequencerException {

    private static final long serialVersionUID = 1L;

    /** Reports which. */
    public DeviceCopiedException(String message) {
        super(message, null);
    }
}
