package com.stateset.sequencer;

import com.stateset.sequencer.error.EventAlteredException;
import com.stateset.sequencer.error.OutcomeUnknownException;
import com.stateset.sequencer.error.SequencerClosedException;
import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.SequencerFailedException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.error.StreamBusyException;
import com.stateset.sequencer.error.StreamStoppedException;
import java.util.concurrent.ExecutionException;

/**
 * Makes each caller an exception of its own. One failure of the store meets a whole group of callers; were they handed one object,
 * it would show the stack of a thread that is none of theirs, and what one adds to it (suppressed exceptions) all would see.
 */
final class CallerFailures {

    private CallerFailures() {}

    /**
     * A new exception that says the same, with the stack of the calling thread, and {@code cause} below it. Of a kind that no
     * store or sequencer should throw here it is not known what it says of the events: the outcome is unknown.
     */
    static SequencerException likeOf(SequencerException failure, Throwable cause) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof StreamBusyException busy) {
            return new StreamBusyException(busy.streams(), cause);
        } else if (failure instanceof StoreUnavailableException) {
            return new StoreUnavailableException(message, cause);
        } else if (failure instanceof OutcomeUnknownException) {
            return new OutcomeUnknownException(message, cause);
        } else if (failure instanceof SequencerFailedException) {
            return new SequencerFailedException(message, cause);
        } else if (failure instanceof SequencerClosedException) {
            return new SequencerClosedException();
        } else if (failure instanceof StreamStoppedException stopped) {
            return new StreamStoppedException(stopped.stream(), stopped.difference());
        } else if (failure instanceof EventAlteredException altered) {
            return new EventAlteredException(altered.stream(), altered.problem());
        }
        return failure instanceof StoreFailedException
                ? new StoreFailedException(message, cause)
                : new OutcomeUnknownException(message, cause);
    }

    /**
     * What a caller throws whose future failed: the same again, with the caller's own stack. What is none of ours says nothing of
     * the batch: it stands in for an exception for which there was no memory.
     */
    static SequencerException thrownAgain(ExecutionException failed) {
        Throwable failure = failed.getCause();
        if (failure instanceof SequencerException known) {
            Throwable cause = known.getCause();
            return likeOf(known, cause == null ? known : cause);
        }
        return new OutcomeUnknownException(
                "the batch failed unexpectedly; sending again is safe", failure == null ? failed : failure);
    }

    /** What each caller throws who closes a sequencer, and a part of it failed: with that, and what else failed, below it. */
    static SequencerException ofClosing(ExecutionException failed) {
        Throwable failure = failed.getCause();
        return failure instanceof SequencerException known
                ? likeOf(known, known)
                : new SequencerFailedException(
                        "the sequencer could not be closed in order", failure == null ? failed : failure);
    }
}
