package com.stateset.sequencer.outbox.transactional;

import com.stateset.sequencer.error.OutcomeUnknownException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Pauses between two looks, each twice as long as the one before, up to a bound. For one wait. */
final class Pauses {

    private final long longest;
    private long nanos;

    Pauses(Duration first, Duration longest) {
        this.nanos = first.toNanos();
        this.longest = longest.toNanos();
    }

    /**
     * Pauses.
     *
     * @param what is waited for, for the message
     * @throws OutcomeUnknownException if the thread is interrupted; its interrupt status stays set
     */
    void next(String what) {
        LockSupport.parkNanos(this, nanos);
        if (Thread.currentThread().isInterrupted()) {
            throw new OutcomeUnknownException("interrupted while waiting for " + what, null);
        }
        nanos = Math.min(2 * nanos, longest);
    }
}
