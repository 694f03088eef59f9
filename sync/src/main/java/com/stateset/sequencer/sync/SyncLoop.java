package com.stateset.sequencer.sync;

import com.stateset.sequencer.error.TransportException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Syncs again and again: when something has happened, after a while in any case, and less and less often while it fails. */
final class SyncLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SyncLoop.class);

    private final Runnable attempt;
    private final Wakeup wakeup;
    private final Backoff backoff;
    private final Duration interval;
    private final SyncListener listener;

    SyncLoop(Runnable attempt, Wakeup wakeup, Backoff backoff, Duration interval, SyncListener listener) {
        this.attempt = attempt;
        this.wakeup = wakeup;
        this.backoff = backoff;
        this.interval = interval;
        this.listener = listener;
    }

    @Override
    public void run() {
        try {
            while (!wakeup.isStopped()) {
                attemptOnce();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void attemptOnce() throws InterruptedException {
        try {
            attempt.run();
        } catch (RuntimeException e) {
            if (!wakeup.isStopped()) {
                failed(e);
            }
            return;
        }
        backoff.reset();
        wakeup.pause(interval);
    }

    /** News do not shorten this pause: a server in trouble is not helped by more calls. */
    private void failed(RuntimeException failure) throws InterruptedException {
        Duration pause = backoff.next();
        if (failure instanceof TransportException.Throttled throttled
                && throttled.retryAfter().compareTo(pause) > 0) {
            pause = throttled.retryAfter();
        }
        LOG.debug("Syncing failed; trying again in {}", pause, failure);
        try {
            listener.failed(failure, pause);
        } catch (RuntimeException e) {
            LOG.warn("The listener to syncing failed", e);
        }
        wakeup.pauseThroughout(pause);
    }
}
