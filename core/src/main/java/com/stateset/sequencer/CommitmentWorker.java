package com.stateset.sequencer;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.observe.CommitmentFailed;
import com.stateset.sequencer.observe.SequencerObserver;
import com.stateset.sequencer.spi.Backlog;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.worker.PeriodicTask;
import com.stateset.sequencer.worker.SequencerThreads;
import com.stateset.sequencer.worker.WorkerHealth;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits to streams when the policy says so: a {@link PeriodicTask} that looks for backlogs in the store, so that it also finds
 * what other processes appended. Of several processes that share a store, one at a time works on a stream, by lease. A stream
 * that fails is logged once, and tried again at the next look.
 */
final class CommitmentWorker {

    private static final Logger LOG = LoggerFactory.getLogger(CommitmentWorker.class);

    private static final int BACKLOGS = 1000;
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final EventStore store;
    private final Committer committer;
    private final CommitmentPolicy policy;
    private final SequencerObserver observer;
    private final UUID holder = UUID.randomUUID();
    private final PeriodicTask task;

    /** What was last said of streams that fail, so that it is said once. */
    private final Map<StreamId, String> warned = new HashMap<>();

    CommitmentWorker(
            EventStore store,
            Committer committer,
            CommitmentPolicy policy,
            SequencerObserver observer,
            WorkerHealth health,
            SequencerThreads threads) {
        this.store = store;
        this.committer = committer;
        this.policy = policy;
        this.observer = observer;
        this.task = new PeriodicTask("commitments", policy.pollInterval(), this::commitWhatIsDue, health, threads);
    }

    void start() {
        if (!policy.isOnRequest()) {
            task.start();
        }
    }

    /** Begins no other commitment, and waits for the one under way, or for so long. */
    void close(Duration timeout) throws InterruptedException {
        task.close(timeout);
    }

    /** A stream that fails, being damaged perhaps, keeps no other from its commitment. */
    private void commitWhatIsDue() {
        for (Backlog backlog : store.commitments().backlogs(BACKLOGS)) {
            boolean due = policy.isDue(
                    backlog.head() - backlog.committed(), Duration.between(backlog.oldest(), backlog.now()));
            if (due && !task.isClosed()) {
                try {
                    commit(backlog.stream());
                } catch (RuntimeException | Error e) {
                    warn(backlog.stream(), e);
                }
            }
        }
    }

    private void warn(StreamId stream, Throwable cause) {
        observer.commitmentFailed(new CommitmentFailed(stream, cause));
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
            committer.commit(stream);
            warned.remove(stream);
        } finally {
            store.leases().release(work, holder);
        }
    }
}
