package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.StreamPlanner.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Decides about a group: which events are new, and with which numbers; which are replays; which are rejected, and why. A pure
 * function of the group and the facts, so that every store follows the same rules (PROTOCOL section 5).
 *
 * <p>A plan holds as long as its facts do: the store must make sure that nothing changes them before the rows are stored, by
 * holding the stream's lock or by moving the head only from the one the plan expected.
 */
public final class AppendPlan {

    private final List<PlannedBatch> batches;
    private final SortedMap<StreamId, StreamPlanner> streams;
    private final List<Row> rows;

    private AppendPlan(List<PlannedBatch> batches, SortedMap<StreamId, StreamPlanner> streams) {
        this.batches = batches;
        this.streams = streams;
        this.rows = rowsOf(streams.values());
    }

    /**
     * Plans a group.
     *
     * @param facts gives the facts of each stream of the group; asked once per stream
     */
    public static AppendPlan of(List<Append> group, Function<StreamId, ? extends StreamFacts> facts) {
        SortedMap<StreamId, StreamPlanner> streams = new TreeMap<>();
        List<PlannedBatch> batches = new ArrayList<>(group.size());
        for (Append append : group) {
            StreamPlanner planner =
                    streams.computeIfAbsent(append.stream(), id -> new StreamPlanner(id, facts.apply(id)));
            batches.add(new PlannedBatch(append, planner.plan(append)));
        }
        return new AppendPlan(batches, streams);
    }

    /** The events to store: by stream in the order of {@link StreamId}, then by sequence number. */
    public List<Row> rows() {
        return rows;
    }

    /** The heads to move: one per stream that has rows, in the order of {@link StreamId}. */
    public List<HeadMove> moves() {
        return streams.values().stream()
                .map(StreamPlanner::move)
                .filter(move -> move.to() > move.from())
                .toList();
    }

    /** Whether any event is rejected. */
    public boolean hasRejections() {
        return batches.stream().flatMap(batch -> batch.verdicts.stream()).anyMatch(Verdict.Refused.class::isInstance);
    }

    /**
     * Returns what to answer once the rows are stored.
     *
     * @param sequencedAt when the head of each stream in {@link #moves} moved
     */
    public List<Appended> results(Map<StreamId, Instant> sequencedAt) {
        List<Appended> results = new ArrayList<>(batches.size());
        for (PlannedBatch batch : batches) {
            StreamId stream = batch.append.stream();
            Instant moment = sequencedAt.get(stream);
            List<Outcome> outcomes = new ArrayList<>(batch.verdicts.size());
            List<SequencedEvent> stored = new ArrayList<>(batch.verdicts.size());
            for (int i = 0; i < batch.verdicts.size(); i++) {
                Event event = batch.append.candidates().get(i).event();
                Verdict verdict = batch.verdicts.get(i);
                outcomes.add(verdict.outcome(event.eventId(), moment));
                if (verdict instanceof Verdict.New accepted) {
                    stored.add(accepted.row().sequenced(Objects.requireNonNull(moment)));
                }
            }
            results.add(new Appended(outcomes, streamOf(stream).move().to(), stored));
        }
        return results;
    }

    private StreamPlanner streamOf(StreamId stream) {
        StreamPlanner planner = streams.get(stream);
        if (planner == null) {
            throw new IllegalStateException("no batch of the plan is for " + stream);
        }
        return planner;
    }

    private static List<Row> rowsOf(Collection<StreamPlanner> planners) {
        if (planners.size() == 1) {
            return planners.iterator().next().rows();
        }
        List<Row> rows = new ArrayList<>();
        planners.forEach(planner -> rows.addAll(planner.rows()));
        return Collections.unmodifiableList(rows);
    }

    private record PlannedBatch(Append append, List<Verdict> verdicts) {}

    /**
     * An event to store.
     *
     * @param event the event
     * @param sequenceNumber its place in the stream
     * @param entityVersion its place in its entity's history
     * @param leafHash its leaf
     * @param sequencerKeyVersion the key version of its receipt
     */
    public record Row(Event event, long sequenceNumber, long entityVersion, Hash leafHash, int sequencerKeyVersion) {

        private SequencedEvent sequenced(Instant moment) {
            return new SequencedEvent(event, sequenceNumber, moment, entityVersion, leafHash, sequencerKeyVersion);
        }
    }

    /** A stream's head before and after the plan. */
    public record HeadMove(StreamId stream, long from, long to) {}
}
