package com.stateset.sequencer;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.Backlog;
import com.stateset.sequencer.spi.EventStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits to streams when the policy says so: one thread, which looks for backlogs in the store, so that it also finds what other
 * processes appended. Of several processes that share a store, one at a time works on a stream, by lease.
 */
final class CommitmentWorker implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Sequencer.class);

    private static final int BACKLOGS = 1000;
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final EventStore store;
    private final Committer committer;
    private final CommitmentPolicy policy;
    private final UUID holder = UUID.randomUUID();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private final Thread thread = new Thread(this::run, "sequencer-commitments");
    private boolean closed;

    /** What was last said of streams that fail, so that it is said once. */
    private final Map<StreamId, String> warned = new HashMap<>();

    CommitmentWorker(EventStore store, Committer committer, CommitmentPolicy policy) {
        this.store = store;
        this.committer = committer;
        this.policy = policy;
        thread.setDaemon(true);
    }

    void start() {
        if (!policy.isOnRequest()) {
            thread.start();
        }
    }

    /** Finishes the commitment under way, and begins no other. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean failing = false;
        while (!isClosedAfter(policy.pollInterval())) {
            try {
                commitWhatIsDue();
                failing = false;
            } catch (SequencerException e) {
                if (!failing) {
                    log.warn("Commitments are delayed: {}", e.getMessage());
                }
                failing = true;
            }
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
                } catch (RuntimeException e) {
                    warn(backlog.stream(), e);
                }
            }
        }
    }

    private void warn(StreamId stream, RuntimeException cause) {
        String said = String.valueOf(cause.getMessage());
        if (!said.equals(warned.put(stream, said))) {
            log.warn("The stream {} cannot be committed to: {}", stream, said);
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
                    .ifPresent(commitment -> log.debug(
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
        long nanosLeft = pause.toNanos();
        lock.lock();
        try {
            while (!closed && nanosLeft > 0) {
                nanosLeft = woken.awaitNanos(nanosLeft);
            }
            return closed;
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the commitment worker", e);
        } finally {
            lock.unlock();
        }
    }
}
