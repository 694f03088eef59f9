package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.protocol.http.Retries;
import com.stateset.sequencer.sync.SyncListener;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Syncs again and again: when something has happened, after a while in any case, and less and less often while it fails.
 *
 * <p>A wakeup ends the wait after a success, not the pause after a failure: a server in trouble is not helped by more calls. Both
 * end with an interrupt, which is how the loop is stopped.
 */
final class SyncLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SyncLoop.class);

    private final Runnable attempt;
    private final Wakeup wakeup;
    private final Retries retries;
    private final Supplier<Duration> interval;
    private final SyncListener listener;

    /**
     * @param interval the longest pause after a success, asked for each time
     */
    SyncLoop(Runnable attempt, Wakeup wakeup, Retries retries, Supplier<Duration> interval, SyncListener listener) {
        this.attempt = attempt;
        this.wakeup = wakeup;
        this.retries = retries;
        this.interval = interval;
        this.listener = listener;
    }

    @Override
    public void run() {
        try {
            while (!wakeup.isStopped()) {
                retries.call(this::attempt, failure -> !wakeup.isStopped(), this::failed);
                wakeup.pause(interval.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.debug("Syncing ends", e);
        }
    }

    /** An error, such as one of memory, does not end the loop without a word: the listener is called, and the loop goes on. */
    private boolean attempt() {
        try {
            attempt.run();
            return true;
        } catch (Error e) {
            throw new IllegalStateException("syncing failed: " + e, e);
        }
    }

    private void failed(RuntimeException failure, Duration pause) {
        LOG.debug("Syncing failed; trying again in {}", pause, failure);
        try {
            listener.failed(failure, pause);
        } catch (RuntimeException e) {
            LOG.warn("The listener to syncing failed", e);
        }
    }
}
