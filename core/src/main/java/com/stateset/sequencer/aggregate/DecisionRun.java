package com.stateset.sequencer.aggregate;

import com.stateset.sequencer.error.EventsRejectedException;
import com.stateset.sequencer.event.BatchRule;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EntityVersion;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.ingest.IngestBatch;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.replay.Fold;
import com.stateset.sequencer.replay.Loaded;
import com.stateset.sequencer.replay.StreamReplay;
import com.stateset.sequencer.spi.EventStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One decision, over as many attempts as it takes.
 *
 * <pre>
 *   load ─► decided before? ── yes ──────────────────────► that decision, as it stands in the log
 *    ▲           │ no                                            ▲
 *    │           ▼                                               │ its command was decided by another meanwhile
 *    │        decide ─► append, all or nothing, at the versions ─┤ rejected
 *    │                                     │                     │ a conflict
 *    │                                     └─► the decision      ▼
 *    └───────────────────────────────────────────────────────── pause
 * </pre>
 *
 * <p><b>What can race.</b> Between loading and appending, other writers may change any of the entities, in this process or another; and
 * the entities are loaded one after the other, so that what was read need never have been true at one moment. Neither matters: the append
 * names the version of every entity that was loaded, by base versions for those that get events and by {@link BatchRule.Atomic#expected}
 * for the others, and the store compares all of them under the lock of the stream's head. If it accepts, they were all as loaded at that
 * moment, and the decision is one that could have been made then, in no time.
 *
 * <p><b>A command with a name</b> is looked for after the entities were loaded, not before: else its own events, stored by another in
 * between, could be part of the state that it is decided on, and a sale of all that was left would find nothing to sell.
 *
 * <p><b>What holds of a decision without events.</b> Nothing is appended, so nothing is compared: it says only what the rules make of
 * what was read.
 *
 * <p>For one thread, for one run.
 */
final class DecisionRun<C, E, S> {

    private final EventStore store;
    private final StreamId stream;
    private final Function<IngestBatch, IngestReceipt> ingest;
    private final Set<EntityRef> entities;
    private final JointDecider<C, E, S> decider;
    private final C command;
    private final @Nullable UUID commandId;

    DecisionRun(
            EventStore store,
            StreamId stream,
            Function<IngestBatch, IngestReceipt> ingest,
            Set<EntityRef> entities,
            JointDecider<C, E, S> decider,
            C command,
            @Nullable UUID commandId) {
        this.store = store;
        this.stream = stream;
        this.ingest = ingest;
        this.entities = entities;
        this.decider = decider;
        this.command = command;
        this.commandId = commandId;
    }

    JointDecision<E, S> run(Retry retry) {
        for (int retries = 0; ; retries++) {
            Map<EntityRef, Loaded<S>> loaded = new LinkedHashMap<>();
            entities.forEach(entity -> loaded.put(entity, load(entity, Long.MAX_VALUE)));
            Optional<JointDecision<E, S>> before = decidedBefore();
            if (before.isPresent()) {
                return before.get();
            }
            Planned<E, S> planned = decide(loaded);
            try {
                return append(planned);
            } catch (EventsRejectedException e) {
                Optional<JointDecision<E, S>> meanwhile = decidedBefore();
                if (meanwhile.isPresent()) {
                    return meanwhile.get();
                }
                if (!e.isConflict()) {
                    throw e;
                }
                retry.next(retries, e);
            }
        }
    }

    /** What the rules have decided, and what it stands on. */
    private record Planned<E, S>(
            List<EntityEvent<E>> events,
            Map<EntityRef, Loaded<S>> after,
            List<NewEvent> sent,
            List<EntityVersion> expected) {}

    /** Not within what catches rejections: the rules may append elsewhere, and what they throw is theirs. */
    private Planned<E, S> decide(Map<EntityRef, Loaded<S>> loaded) {
        Map<EntityRef, S> states = new LinkedHashMap<>();
        loaded.forEach((entity, each) -> states.put(entity, each.state()));
        List<EntityEvent<E>> events = List.copyOf(decider.decide(command, Collections.unmodifiableMap(states)));
        Map<EntityRef, Loaded<S>> after = new HashMap<>(loaded);
        List<NewEvent> sent = new ArrayList<>();
        for (EntityEvent<E> each : events) {
            Loaded<S> entity = after.get(each.entity());
            if (entity == null) {
                throw new IllegalStateException("an event was decided of " + each.entity()
                        + ", which is none of the entities of the decision: " + entities);
            }
            sent.add(newEvent(each, sent.size(), entity.version()));
            after.put(each.entity(), new Loaded<>(decider.evolve(entity.state(), each.value()), entity.version() + 1));
        }
        return new Planned<>(events, after, sent, untouched(events, loaded));
    }

    private JointDecision<E, S> append(Planned<E, S> planned) {
        Optional<IngestReceipt> receipt =
                planned.sent().isEmpty() ? Optional.empty() : Optional.of(append(planned.sent(), planned.expected()));
        return new JointDecision<>(planned.events(), planned.after(), receipt);
    }

    private Loaded<S> load(EntityRef entity, long version) {
        Fold<S> fold = decider.types()
                .fold(() -> decider.initial(entity), (state, event) -> decider.evolve(state, event.value()));
        StreamReplay replay = StreamReplay.of(store, stream);
        return decider.snapshots()
                .map(snapshots -> replay.load(entity, version, fold, snapshots))
                .orElseGet(() -> replay.load(entity, version, fold));
    }

    private NewEvent newEvent(EntityEvent<E> event, int index, long version) {
        NewEvent decided = decider.types().toEvent(event.entity(), event.value()).toBuilder()
                .eventId(CommandEvents.id(stream, commandId, index))
                .commandId(commandId)
                .baseVersion(version)
                .build();
        NewEvent finished = decider.finish(decided);
        if (!finished.eventId().equals(decided.eventId())
                || !Objects.equals(finished.commandId(), decided.commandId())
                || !isOfSameEntity(finished, decided)
                || !Objects.equals(finished.baseVersion(), decided.baseVersion())) {
            throw new IllegalStateException("the decider's finish has changed the entity, the base version or an id of "
                    + event.entity() + "'s event: the decision would not be guarded by what it stands on");
        }
        return finished;
    }

    private static boolean isOfSameEntity(NewEvent one, NewEvent other) {
        return one.entityType().equals(other.entityType()) && one.entityId().equals(other.entityId());
    }

    /** The entities that get no event, as they were loaded: the decision stands on them all the same. */
    private List<EntityVersion> untouched(List<EntityEvent<E>> events, Map<EntityRef, Loaded<S>> loaded) {
        Set<EntityRef> left = new HashSet<>(loaded.keySet());
        events.forEach(event -> left.remove(event.entity()));
        return left.stream()
                .map(entity -> new EntityVersion(
                        entity, Objects.requireNonNull(loaded.get(entity)).version()))
                .toList();
    }

    private IngestReceipt append(List<NewEvent> events, List<EntityVersion> expected) {
        return ingest.apply(IngestBatch.of(stream, events, new BatchRule.Atomic(expected)))
                .orThrow();
    }

    private Optional<JointDecision<E, S>> decidedBefore() {
        List<SequencedEvent> stored = commandId == null ? List.of() : CommandEvents.find(store, stream, commandId);
        return stored.isEmpty() ? Optional.empty() : Optional.of(decisionOf(stored));
    }

    private JointDecision<E, S> decisionOf(List<SequencedEvent> stored) {
        Map<EntityRef, Long> versions = new HashMap<>();
        List<EntityEvent<E>> events = new ArrayList<>();
        for (SequencedEvent each : stored) {
            EntityRef entity = each.event().entity();
            if (!entities.contains(entity)) {
                throw new IllegalArgumentException(
                        "command " + commandId + " has been decided on other entities: it has an event of " + entity);
            }
            versions.put(entity, each.entityVersion());
            decider.types().map(each).ifPresent(typed -> events.add(new EntityEvent<>(entity, typed.value())));
        }
        Map<EntityRef, Loaded<S>> after = new HashMap<>();
        entities.forEach(entity -> after.put(entity, load(entity, versions.getOrDefault(entity, Long.MAX_VALUE))));
        return new JointDecision<>(events, after, CommandEvents.asSent(stored).map(sent -> append(sent, List.of())));
    }
}
