package com.stateset.sequencer.error;

/** A projection threw when an event was applied. Nothing that it wrote for the event was stored. */
public final class ProjectionFailedException extends SequencerException {

    private static final long serialVersionUID = 1L;

    private final long sequenceNumber;

    public ProjectionFailedException(long sequenceNumber, Throwable cause) {
        super("the projection failed at event " + sequenceNumber + ": " + cause, cause);
        this.sequenceNumber = sequenceNumber;
    }

    /** The event's sequence number. */
    public long sequenceNumber() {
        return sequenceNumber;
    }
}
