package com.stateset.sequencer.history;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.LogInclusionProof;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TreeHead;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A stream's tree right after a group of appends: one object for all callers of the group, who share its signature and its
 * proofs. Holds about 64 bytes for each event of the group. Thread-safe.
 *
 * <p>The signature is made by the first caller who asks; the others of that moment wait for it, within {@link #LONGEST_WAIT},
 * and get the same object. If the first one's attempt fails, the next one tries. Callers of a large group are woken together and
 * would nearly all have to wait, and be woken a second time, which costs more than the signature; so where the callers of the
 * group before have asked, it is made before these are woken: {@link #signAhead}.
 */
public final class AppendedHistory {

    /** A signature takes microseconds; it waits only where another process has appended in between, and rows must be read. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final HistorySigner signer;
    private final StreamId stream;
    private final AppendedEntries tree;
    private final NotedHead noted;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable SignedCheckpoint checkpoint;

    AppendedHistory(HistorySigner signer, StreamId stream, AppendedEntries tree, NotedHead noted) {
        this.signer = signer;
        this.stream = stream;
        this.tree = tree;
        this.noted = noted;
    }

    /** Returns size and root of the tree: it holds all events of the group, and all before. */
    public TreeHead head() {
        return noted.head();
    }

    /** Whether an event came into the log with this group. */
    public boolean isNew(long sequenceNumber) {
        return sequenceNumber > tree.before().size() && sequenceNumber <= head().size();
    }

    /**
     * Returns the signed head; empty without a key, and for an empty stream.
     *
     * @throws com.stateset.sequencer.error.StreamStoppedException if the stream is stopped
     */
    public Optional<SignedCheckpoint> checkpoint() {
        HistoryLine line = noted.line();
        if (line != null) {
            line.ask();
        }
        SignedCheckpoint made = checkpoint;
        return made != null ? Optional.of(made) : sign();
    }

    /**
     * Signs the head, for a group whose callers are about to be answered, if those of a group before have asked for theirs. Reads
     * nothing.
     *
     * @throws RuntimeException what is in the way: a caller who asks will learn of it, the others need not
     */
    public void signAhead() {
        HistoryLine line = noted.line();
        if (line != null && noted.isNoted() && line.takeAsked() && signer.runsOn(stream, line)) {
            sign();
        }
    }

    /**
     * Proves an event under {@link #head}. Reads nothing for an event of the group, a few rows for one from before.
     *
     * @throws IndexOutOfBoundsException if the tree has no such event
     * @throws com.stateset.sequencer.error.StreamStoppedException if the stored rows do not lead to the head, or the stream is
     *     stopped
     */
    public LogInclusionProof proof(long sequenceNumber) {
        if (isNew(sequenceNumber)) {
            return tree.inclusion(sequenceNumber - 1);
        }
        return new StoredTree(signer, stream, head(), signer.requireOnLine(stream, noted)).inclusion(sequenceNumber);
    }

    @CanIgnoreReturnValue
    private Optional<SignedCheckpoint> sign() {
        lockInTime();
        try {
            if (checkpoint == null) {
                checkpoint = signer.checkpointOf(stream, noted).orElse(null);
            }
            return Optional.ofNullable(checkpoint);
        } finally {
            lock.unlock();
        }
    }

    private void lockInTime() {
        try {
            if (!lock.tryLock(LONGEST_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new StoreUnavailableException("the checkpoint was not signed within " + LONGEST_WAIT, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while the checkpoint was signed", e);
        }
    }
}
