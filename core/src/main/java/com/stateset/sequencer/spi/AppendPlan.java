package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.seal.BatchSeal;
import com.stateset.sequencer.spi.seal.DataKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides about a group: which events are new, and with which numbers; which are replays; which are rejected, and why. A pure
 * function of the group and the streams' states, so that every store follows the same rules (PROTOCOL section 5).
 *
 * <p>A plan holds as long as the states do that it was made from. The store must see to it that nothing changes them before
 * the plan is stored, in one of two ways:
 *
 * <ul>
 *   <li>it holds each stream's lock from reading the state to storing the plan, or
 *   <li>it advances each head only from the one the plan {@linkplain HeadAdvance#expected expected}, and stores nothing if one
 *       is elsewhere: a head that did not move proves that no other writer came in between.
 * </ul>
 *
 * <p>The tree over a stream's leaves grows with the plan (two hashes per event), so that head, right edge and root can be
 * stored in one statement, and before anything is sent.
 *
 * <p>Nothing here reads a clock: the moment of storing may be the database's, and is given to {@link #results} afterwards.
 */
public final class AppendPlan {

    private final List<PlannedBatch> batches;
    private final List<PlannedEvent> events;
    private final List<HeadAdvance> advances;

    private AppendPlan(List<PlannedBatch> batches, SortedMap<StreamId, StreamPlanner> streams) {
        this.batches = batches;
        this.events = eventsOf(streams.values());
        this.advances = advancesOf(streams);
    }

    /**
     * Plans a group.
     *
     * @param states gives the state of each stream of the group; asked once per stream
     * @throws com.stateset.sequencer.error.StreamStoppedException if a stream's history is not one that a batch
     *     {@linkplain AppendBatch#known knows}; nothing may be stored
     * @throws com.stateset.sequencer.error.StaleSealException if a batch is sealed with keys that may have been destroyed; nothing may
     *     be stored
     */
    public static AppendPlan of(List<AppendBatch> group, Function<StreamId, ? extends StreamState> states) {
        SortedMap<StreamId, StreamPlanner> streams = new TreeMap<>();
        List<PlannedBatch> batches = new ArrayList<>(group.size());
        for (AppendBatch batch : group) {
            StreamPlanner planner = streams.computeIfAbsent(
                    batch.stream(),
                    id -> new StreamPlanner(id, states.apply(id), batch.events().size()));
            batches.add(new PlannedBatch(batch, planner, planner.plan(batch)));
        }
        streams.values().forEach(StreamPlanner::finish);
        return new AppendPlan(batches, streams);
    }

    /** The events to store: by stream in the order of {@link StreamId}, then by sequence number. */
    public List<PlannedEvent> events() {
        return events;
    }

    /** The heads to advance: one per stream that has events to store, in the order of {@link StreamId}. */
    public List<HeadAdvance> advances() {
        return advances;
    }

    /** The events among those that record erasures: what they erase goes in the transaction that stores them. */
    public List<PlannedEvent> erasures() {
        return events.stream()
                .filter(each -> Erasure.LOG.equals(each.event().entity()))
                .toList();
    }

    /** The keys to store, by stream, unless they are there: those of batches that have events to store. */
    public Map<StreamId, Set<DataKey>> newKeys() {
        Map<StreamId, Set<DataKey>> keys = new LinkedHashMap<>();
        for (PlannedBatch each : batches) {
            BatchSeal seal = each.batch.seal();
            if (seal != null && !seal.newKeys().isEmpty() && each.hasNew()) {
                keys.computeIfAbsent(each.batch.stream(), any -> new LinkedHashSet<>())
                        .addAll(seal.newKeys());
            }
        }
        return keys;
    }

    /** Whether any event is rejected. */
    public boolean hasRejections() {
        for (PlannedBatch batch : batches) {
            for (PlannedOutcome verdict : batch.verdicts) {
                if (verdict instanceof PlannedOutcome.Refused) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Returns what to answer once the events are stored.
     *
     * @param sequencedAt when the head of each stream in {@link #advances} moved
     */
    public List<AppendResult> results(Map<StreamId, Instant> sequencedAt) {
        List<AppendResult> results = new ArrayList<>(batches.size());
        for (PlannedBatch batch : batches) {
            results.add(batch.result(sequencedAt.get(batch.batch.stream())));
        }
        return results;
    }

    private static List<PlannedEvent> eventsOf(Collection<StreamPlanner> planners) {
        if (planners.size() == 1) {
            return planners.iterator().next().accepted();
        }
        List<PlannedEvent> events = new ArrayList<>();
        planners.forEach(planner -> events.addAll(planner.accepted()));
        return Collections.unmodifiableList(events);
    }

    private static List<HeadAdvance> advancesOf(SortedMap<StreamId, StreamPlanner> planners) {
        List<HeadAdvance> advances = new ArrayList<>(planners.size());
        for (Map.Entry<StreamId, StreamPlanner> entry : planners.entrySet()) {
            if (!entry.getValue().accepted().isEmpty()) {
                advances.add(new HeadAdvance(entry.getKey(), entry.getValue().tree()));
            }
        }
        return Collections.unmodifiableList(advances);
    }

    private record PlannedBatch(AppendBatch batch, StreamPlanner planner, List<PlannedOutcome> verdicts) {

        private boolean hasNew() {
            return verdicts.stream().anyMatch(PlannedOutcome.New.class::isInstance);
        }

        private AppendResult result(@Nullable Instant moment) {
            Outcome[] outcomes = new Outcome[verdicts.size()];
            List<SequencedEvent> stored = new ArrayList<>(outcomes.length);
            for (int i = 0; i < outcomes.length; i++) {
                PlannedOutcome verdict = verdicts.get(i);
                outcomes[i] = verdict.outcome(batch.events().get(i).event().eventId(), moment);
                if (moment != null && verdict instanceof PlannedOutcome.New accepted) {
                    stored.add(accepted.event().sequenced(moment));
                }
            }
            return new AppendResult(List.of(outcomes), stored, planner.tree());
        }
    }
}
