package com.stateset.sequencer.error;

import com.stateset.sequencer.event.StreamId;

/** There is no proof of an event, because it does not exist or no commitment covers it yet. */
public final class NotCommittedException extends SequencerException {

    private static final long serialVersionUID = 1L;

    private final long sequenceNumber;
    private final long committed;

    /**
     * Reports how far the commitments go.
     *
     * @param committed the last sequence number that is committed to; 0 for none
     * @param head the stream's last sequence number
     */
    public NotCommittedException(StreamId stream, long sequenceNumber, long committed, long head) {
        super(describe(stream, sequenceNumber, committed, head), null);
        this.sequenceNumber = sequenceNumber;
        this.committed = committed;
    }

    private static String describe(StreamId stream, long sequenceNumber, long committed, long head) {
        return sequenceNumber < 1 || sequenceNumber > head
                ? "the stream " + stream + " has no event " + sequenceNumber + "; its head is " + head
                : "event " + sequenceNumber + " is not committed to yet; the chain of commitments ends at " + committed;
    }

    /** The event that was asked for. */
    public long sequenceNumber() {
        return sequenceNumber;
    }

    /** The last sequence number that is committed to; 0 for none. */
    public long committed() {
        return committed;
    }
}
