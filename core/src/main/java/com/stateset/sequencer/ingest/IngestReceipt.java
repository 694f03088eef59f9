package com.stateset.sequencer.ingest;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.stateset.sequencer.error.EventsRejectedException;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.history.AppendedHistory;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.LogInclusionProof;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongBinaryOperator;

/**
 * What became of a batch. What it calls accepted or duplicate is durable. Thread-safe.
 *
 * <p>Batches that were appended together share one tree of their stream, its signature and its proofs, which are made when they
 * are first asked for. A receipt holds on to some 64 bytes for each event of that group.
 */
public final class IngestReceipt {

    private final StreamId stream;
    private final List<Outcome> outcomes;
    private final Map<Long, Hash> replayedLeaves;
    private final AppendedHistory history;

    /**
     * Makes a receipt; for the sequencer.
     *
     * @param outcomes one per event, in the order sent
     * @param replayedLeaves the leaves of the events that stood in the log before the group, by sequence number
     * @param history the stream's tree after the group
     */
    public IngestReceipt(
            StreamId stream, List<Outcome> outcomes, Map<Long, Hash> replayedLeaves, AppendedHistory history) {
        this.stream = stream;
        this.outcomes = List.copyOf(outcomes);
        this.replayedLeaves = Map.copyOf(replayedLeaves);
        this.history = history;
    }

    /** The stream. */
    public StreamId stream() {
        return stream;
    }

    /** One outcome per event, in the order sent. */
    public List<Outcome> outcomes() {
        return outcomes;
    }

    /** The stream's last sequence number after the batch. */
    public long head() {
        return history.head().size();
    }

    /** Size and root of a tree that holds all events of the batch. */
    public TreeHead treeHead() {
        return history.head();
    }

    /**
     * The {@linkplain #treeHead tree head}, signed; empty without a key, and for a stream that is empty. Made when first asked
     * for, one signature for all batches that were appended together. Reads the store only where another process has appended
     * to the stream in between.
     *
     * @throws com.stateset.sequencer.error.StreamStoppedException if the stream is stopped, or found to have another history
     * @throws com.stateset.sequencer.error.StoreUnavailableException if the store had to be read and cannot be reached
     */
    public Optional<SignedCheckpoint> checkpoint() {
        return history.checkpoint();
    }

    /**
     * Proves an event under the {@linkplain #treeHead tree head}. Reads nothing for the events appended together with this
     * batch, and a few rows for those that stood in the log before.
     *
     * @throws IndexOutOfBoundsException if the tree has no such event
     * @throws com.stateset.sequencer.error.StreamStoppedException if what is stored does not lead to the head
     * @throws com.stateset.sequencer.error.StoreUnavailableException if the store had to be read and cannot be reached
     */
    public LogInclusionProof proof(long sequenceNumber) {
        return history.proof(sequenceNumber);
    }

    /** The leaves, by sequence number, of the batch's events that stood in the log before its group; unmodifiable. */
    public Map<Long, Hash> replayedLeaves() {
        return replayedLeaves;
    }

    /**
     * Returns this receipt if no event was rejected.
     *
     * @throws EventsRejectedException if any was. Of an all-or-nothing batch nothing was stored by it; of any other the rest was
     */
    @CanIgnoreReturnValue
    public IngestReceipt orThrow() {
        List<Outcome.Rejected> rejections = rejections();
        if (!rejections.isEmpty()) {
            throw new EventsRejectedException(rejections);
        }
        return this;
    }

    /** How many events were new. */
    public int accepted() {
        return count(Outcome.Accepted.class);
    }

    /** How many events stood in the log before. */
    public int duplicates() {
        return count(Outcome.Duplicate.class);
    }

    /** The events that were rejected, in the order sent. */
    public List<Outcome.Rejected> rejections() {
        return outcomes.stream()
                .filter(Outcome.Rejected.class::isInstance)
                .map(Outcome.Rejected.class::cast)
                .toList();
    }

    /** The first number given to a new event of this batch; empty if none was new. */
    public OptionalLong firstAccepted() {
        return extreme(Math::min);
    }

    /** The last number given to a new event of this batch; empty if none was new. */
    public OptionalLong lastAccepted() {
        return extreme(Math::max);
    }

    /**
     * The sequence number of the last event of the batch that stands in the log, new or not.
     *
     * @throws NoSuchElementException if every event was rejected
     */
    public long lastSequence() {
        for (int i = outcomes.size() - 1; i >= 0; i--) {
            if (outcomes.get(i) instanceof Outcome.Stored stored) {
                return stored.sequenceNumber();
            }
        }
        throw new NoSuchElementException("every event of the batch was rejected");
    }

    private OptionalLong extreme(LongBinaryOperator better) {
        OptionalLong found = OptionalLong.empty();
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Accepted accepted) {
                long number = accepted.sequenceNumber();
                found = OptionalLong.of(found.isPresent() ? better.applyAsLong(found.getAsLong(), number) : number);
            }
        }
        return found;
    }

    private int count(Class<? extends Outcome> type) {
        int count = 0;
        for (Outcome outcome : outcomes) {
            count += type.isInstance(outcome) ? 1 : 0;
        }
        return count;
    }

    @Override
    public String toString() {
        return "receipt of " + outcomes.size() + " events of " + stream + ", head " + head();
    }
}
