package com.stateset.sequencer.aggregate;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import com.stateset.sequencer.event.BatchRule;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.ingest.IngestBatch;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.replay.Fold;
import com.stateset.sequencer.replay.Loaded;
import com.stateset.sequencer.replay.Snapshots;
import com.stateset.sequencer.replay.StreamReplay;
import com.stateset.sequencer.spi.EventStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The entities of a stream as aggregates: their state is loaded, decided on, and changed at the version that was loaded. Thread-safe
 * and light. For {@code EventStream}, which has the same methods, and says more about them; applications use that.
 */
@CheckReturnValue
public final class Aggregates {

    private final EventStore store;
    private final StreamId stream;
    private final Function<IngestBatch, IngestReceipt> ingest;

    private Aggregates(EventStore store, StreamId stream, Function<IngestBatch, IngestReceipt> ingest) {
        this.store = Objects.requireNonNull(store, "store");
        this.stream = Objects.requireNonNull(stream, "stream");
        this.ingest = Objects.requireNonNull(ingest, "ingest");
    }

    /**
     * Makes the aggregates of a stream.
     *
     * @param store where they are read
     * @param ingest how they are written: {@code sequencer::ingest}
     */
    public static Aggregates of(EventStore store, StreamId stream, Function<IngestBatch, IngestReceipt> ingest) {
        return new Aggregates(store, stream, ingest);
    }

    /** Folds all events of an entity. */
    public <S> Loaded<S> load(EntityRef entity, Fold<S> fold) {
        return StreamReplay.of(store, stream).load(entity, Long.MAX_VALUE, fold);
    }

    /** The same, beginning with the latest snapshot. */
    public <S> Loaded<S> load(EntityRef entity, Fold<S> fold, Snapshots<S> snapshots) {
        return StreamReplay.of(store, stream).load(entity, Long.MAX_VALUE, fold, snapshots);
    }

    /**
     * Appends events of one entity, all or nothing, if it is at a version.
     *
     * @param events at least one, all of {@code entity}, none with a base version: those are given here
     * @throws com.stateset.sequencer.error.EventsRejectedException if any is rejected; then none was stored
     */
    @CanIgnoreReturnValue
    public IngestReceipt append(EntityRef entity, ExpectedVersion expected, List<NewEvent> events) {
        List<NewEvent> numbered = new ArrayList<>(events.size());
        for (NewEvent event : events) {
            if (!event.entityType().equals(entity.type()) || !event.entityId().equals(entity.id())) {
                throw new IllegalArgumentException(event + " is not of " + entity);
            }
            if (event.baseVersion() != null) {
                throw new IllegalArgumentException(event + " has a base version of its own");
            }
            numbered.add(
                    expected.version().isEmpty()
                            ? event
                            : event.toBuilder()
                                    .baseVersion(expected.version().getAsLong() + numbered.size())
                                    .build());
        }
        return ingest.apply(IngestBatch.of(stream, numbered, BatchRule.ATOMIC)).orThrow();
    }

    /**
     * Decides on one entity.
     *
     * @param commandId names the command, so that it is decided once; null for a command that has no name
     */
    @CanIgnoreReturnValue
    public <C, E, S> Decision<E, S> decide(
            EntityRef entity, Decider<C, E, S> decider, C command, Retry retry, @Nullable UUID commandId) {
        OneEntity<C, E, S> one = new OneEntity<>(entity, decider);
        return one.decision(decide(Set.of(entity), one, command, retry, commandId));
    }

    /**
     * Decides on several entities.
     *
     * @param entities at least one, in the order in which the decider gets their states
     * @param commandId names the command, so that it is decided once; null for a command that has no name
     */
    @CanIgnoreReturnValue
    public <C, E, S> JointDecision<E, S> decide(
            Set<EntityRef> entities, JointDecider<C, E, S> decider, C command, Retry retry, @Nullable UUID commandId) {
        Set<EntityRef> copy = Collections.unmodifiableSet(new LinkedHashSet<>(entities));
        if (copy.isEmpty()) {
            throw new IllegalArgumentException("entities is empty");
        }
        return new DecisionRun<>(store, stream, ingest, copy, decider, command, commandId).run(retry);
    }

    /**
     * Decides on the events that match a query.
     *
     * @param commandId names the command, so that it is decided once; null for a command that has no name
     */
    @CanIgnoreReturnValue
    public <C, E, S> QueryDecision<E, S> decide(
            QueryDecider<C, E, S> decider, C command, Retry retry, @Nullable UUID commandId) {
        return new QueryDecisionRun<>(store, stream, ingest, decider, command, commandId).run(retry);
    }
}
