package com.stateset.sequencer.cli.ingest;

import java.net.URI;
import java.time.Duration;

/** The failures of one batch so far, and how much longer to bear with the server. Not thread-safe. */
final class RetryState {

    private final RetryPolicy policy;
    private Duration spent = Duration.ZERO;
    private Duration retryAfter = Duration.ZERO;
    private String problem = "";
    private int failures;
    private boolean mayHaveStored;

    RetryState(RetryPolicy policy) {
        this.policy = policy;
    }

    void failed(Attempt attempt, Duration took) {
        failures++;
        spent = spent.plus(took);
        problem = attempt.problem();
        retryAfter = attempt.retryAfter();
        mayHaveStored |= attempt.mayHaveStored();
    }

    int failures() {
        return failures;
    }

    /** Whether one of the failed attempts may have stored the batch. */
    boolean mayHaveStored() {
        return mayHaveStored;
    }

    /**
     * Returns how long to wait before the next attempt: at least as long as the server asks for.
     *
     * @throws ImportStoppedException if the time is up, or will be before the server wants to hear from us
     */
    Duration nextPause(URI server) throws ImportStoppedException {
        Duration left = policy.total().minus(spent);
        if (left.isNegative() || left.isZero() || retryAfter.compareTo(left) > 0) {
            throw new ImportStoppedException("gave up on " + server + " after " + failures + " attempts in "
                    + spent.toSeconds() + " s: " + problem
                    + (retryAfter.isZero() ? "" : " and asks to be left alone for " + retryAfter.toSeconds() + " s")
                    + " (--retry-for sets how long to try)");
        }
        Duration pause = policy.pause(failures);
        pause = pause.compareTo(retryAfter) < 0 ? retryAfter : pause;
        pause = pause.compareTo(left) < 0 ? pause : left;
        spent = spent.plus(pause);
        return pause;
    }
}
