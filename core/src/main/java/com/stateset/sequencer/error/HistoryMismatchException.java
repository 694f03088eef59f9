package com.stateset.sequencer.error;

/**
 * What a server shows of a stream is not what it showed before, or does not hold together: history was rewritten, cut or put in
 * another order, or an event is not what its author signed. Nothing of it was taken over.
 */
public final class HistoryMismatchException extends SequencerException {

    private static final long serialVersionUID = 1L;

    private final long sequenceNumber;

    /** Reports the first event that does not fit, and what is wrong with it, as half a sentence. */
    public HistoryMismatchException(long sequenceNumber, String problem) {
        super("history mismatch at event " + sequenceNumber + ": " + problem, null);
        this.sequenceNumber = sequenceNumber;
    }

    private HistoryMismatchException(String message) {
        super(message, null);
        this.sequenceNumber = 0;
    }

    /** Reports that histories differ, where it could not be found out at which event; what is wrong, as half a sentence. */
    public static HistoryMismatchException somewhere(String problem) {
        return new HistoryMismatchException("history mismatch: " + problem);
    }

    /** The first sequence number at which the history does not fit; 0 if that could not be found out. */
    public long sequenceNumber() {
        return sequenceNumber;
    }
}
