package com.stateset.sequencer;

import com.stateset.sequencer.error.OutcomeUnknownException;
import com.stateset.sequencer.error.SequencerClosedException;
import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.SequencerFailedException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.error.StreamBusyException;
import java.util.concurrent.ExecutionException;

/**
 * Makes each caller an exception of its own. One failure of the store meets a whole group of callers; were they handed one object,
 * it would show the stack of a thread that is none of theirs, and what one adds to it (suppressed exceptions) all would see.
 */
final class CallerFailures {

    private CallerFailures() {}

    /** A new exception that says the same, with the stack of the calling thread, and {@code cause} below it. */
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
        }
        return new StoreFailedException(message, cause);
    }

    /** What a caller throws whose future failed: the same again, with the caller's own stack. */
    static RuntimeException thrownAgain(ExecutionException failed) {
        Throwable failure = failed.getCause();
        if (failure instanceof SequencerException known) {
            Throwable cause = known.getCause();
            return likeOf(known, cause == null ? known : cause);
        }
        return new StoreFailedException("the batch failed unexpectedly", failure == null ? failed : failure);
    }
}
