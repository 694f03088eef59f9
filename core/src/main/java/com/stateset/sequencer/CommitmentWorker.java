package com.stateset.sequencer;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.Backlog;
import com.stateset.sequencer.spi.EventStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits to streams when the policy says so: one thread, which looks for backlogs in the store, so that it also finds what other
 * processes appended. Of several processes that share a store, one at a time works on a stream, by lease.
 *
 * <p>Nobody waits for this thread, so nothing that goes wrong with a look or a stream ends it: it is logged, once, and tried again
 * at the next look. Should the thread end all the same, the sequencer has failed.
 */
final class CommitmentWorker {

    private static final Logger LOG = LoggerFactory.getLogger(CommitmentWorker.class);

    private static final int BACKLOGS = 1000;
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final EventStore store;
    private final Committer committer;
    private final CommitmentPolicy policy;
    private final UUID holder = UUID.randomUUID();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private final Health health;
    private final Thread thread;
    private boolean closed;

    /** What was last said of streams that fail, so that it is said once. */
    private final Map<StreamId, String> warned = new HashMap<>();

    CommitmentWorker(
            EventStore store, Committer committer, CommitmentPolicy policy, Health health, SequencerThreads threads) {
        this.store = store;
        this.committer = committer;
        this.policy = policy;
        this.health = health;
        this.thread = threads.unstarted("sequencer-commitments", this::run);
    }

    void start() {
        if (!policy.isOnRequest()) {
            thread.start();
        }
    }

    /** Begins no other commitment, and waits for the one under way, or for so long. */
    void close(Duration timeout) throws InterruptedException {
        lock.lock();
        try {
            closed = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
        thread.join(Math.max(1, TimeUnit.MILLISECONDS.convert(timeout)));
    }

    private void run() {
        try {
            boolean failing = false;
            while (!isClosedAfter(policy.pollInterval())) {
                failing = !look(failing);
            }
        } catch (RuntimeException | Error e) {
            health.fail("the commitment worker", e);
        }
    }

    /** Commits to what is due, and returns whether the store could be asked what that is. */
    private boolean look(boolean failedBefore) {
        try {
            commitWhatIsDue();
            return true;
        } catch (RuntimeException | Error e) {
            if (!failedBefore) {
                LOG.warn("Commitments are delayed: {}", e.getMessage(), e);
            }
            return false;
        }
    }

    /** A stream that fails, being damaged perhaps, keeps no other from its commitment. */
    private void commitWhatIsDue() {
        for (Backlog backlog : store.commitments().backlogs(BACKLOGS)) {
            boolean due = policy.isDue(
                    backlog.head() - backlog.committed(), Duration.between(backlog.oldest(), backlog.now()));
            if (due && !isClosed()) {
                try {
                    commit(backlog.stream());
                } catch (RuntimeException | Error e) {
                    warn(backlog.stream(), e);
                }
            }
        }
    }

    private void warn(StreamId stream, Throwable cause) {
        String said = String.valueOf(cause);
        if (!said.equals(warned.put(stream, said))) {
            LOG.warn("The stream {} cannot be committed to", stream, cause);
        }
    }

    private void commit(StreamId stream) {
        String work = "commit " + stream;
        if (!store.leases().take(work, holder, LEASE)) {
            return;
        }
        try {
            committer
                    .commit(stream)
                    .ifPresent(commitment -> LOG.debug(
                            "Committed to {}..{} of {}", commitment.sequenceStart(), commitment.sequenceEnd(), stream));
            warned.remove(stream);
        } finally {
            store.leases().release(work, holder);
        }
    }

    private boolean isClosed() {
        return isClosedAfter(Duration.ZERO);
    }

    private boolean isClosedAfter(Duration pause) {
        long nanosLeft = TimeUnit.NANOSECONDS.convert(pause);
        lock.lock();
        try {
            while (!closed && nanosLeft > 0) {
                nanosLeft = woken.awaitNanos(nanosLeft);
            }
            return closed;
        } catch (InterruptedException e) {
            LOG.debug("An interrupt that nobody meant for this thread", e);
            return closed;
        } finally {
            lock.unlock();
        }
    }
}
