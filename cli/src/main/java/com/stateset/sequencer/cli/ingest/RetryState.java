package com.stateset.sequencer.cli.ingest;

import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.protocol.http.Retries;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;

/** The failures of one batch so far. For one thread. */
final class RetryState {

    private final Target target;
    private final Consumer<String> notices;
    private final long start = System.nanoTime();
    private int failures;
    private boolean mayHaveStored;

    RetryState(Target target, Consumer<String> notices) {
        this.target = target;
        this.notices = notices;
    }

    /** An attempt failed, and another one follows after a pause. */
    void failed(RuntimeException failure, Duration pause) {
        failures++;
        mayHaveStored |= !(failure instanceof TransportException e) || e.mayHaveArrived();
        Duration total = target.retries().total();
        if (failures == 1 && total != null) {
            notices.accept(failure.getMessage() + "; trying again for " + total.toSeconds() + " s");
        }
    }

    /** Whether one of the failed attempts may have stored the batch. */
    boolean mayHaveStored() {
        return mayHaveStored;
    }

    /** Says that it ends with this failure, if that is one that might have passed. */
    String describeEnd(TransportException last) {
        String problem = String.valueOf(last.getMessage());
        if (!Retries.mayPass(last)) {
            return problem;
        }
        URI server = target.server();
        Duration asked =
                last instanceof TransportException.Throttled throttled ? throttled.retryAfter() : Duration.ZERO;
        return "gave up on " + server + " after " + (failures + 1) + " attempts in "
                + Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s: " + problem
                + (asked.isZero() ? "" : " and asks to be left alone for " + asked.toSeconds() + " s")
                + " (--retry-for sets how long to try)";
    }
}
