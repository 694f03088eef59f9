package com.stateset.sequencer.aggregate;

import com.stateset.sequencer.dcb.AppendCondition;
import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.error.EventsRejectedException;
import com.stateset.sequencer.event.BatchRule;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.ReadFilter;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.ingest.IngestBatch;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.replay.TypedEvent;
import com.stateset.sequencer.spi.EventStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One decision on the events that match a query, over as many attempts as it takes: as {@link DecisionRun}, which is for entities.
 *
 * <p><b>What can race.</b> The events are read page by page while others append. The last page says up to which head all were looked
 * at; the append names that number, and the store looks, under the lock of the stream's head, whether an event behind it matches. If none
 * does, the state is the one that the stream has at that moment, as far as the query goes.
 *
 * <p><b>What holds of a decision without events.</b> Nothing is appended, so nothing is compared.
 *
 * <p>For one thread, for one run.
 */
final class QueryDecisionRun<C, E, S> {

    private final EventStore store;
    private final StreamId stream;
    private final Function<IngestBatch, IngestReceipt> ingest;
    private final QueryDecider<C, E, S> decider;
    private final C command;
    private final TagQuery query;
    private final @Nullable UUID commandId;

    QueryDecisionRun(
            EventStore store,
            StreamId stream,
            Function<IngestBatch, IngestReceipt> ingest,
            QueryDecider<C, E, S> decider,
            C command,
            @Nullable UUID commandId) {
        this.store = store;
        this.stream = stream;
        this.ingest = ingest;
        this.decider = decider;
        this.command = command;
        this.query = decider.query(command);
        this.commandId = commandId;
    }

    QueryDecision<E, S> run(Retry retry) {
        for (int retries = 0; ; retries++) {
            Found<S> found = read(Long.MAX_VALUE);
            Optional<QueryDecision<E, S>> before = decidedBefore();
            if (before.isPresent()) {
                return before.get();
            }
            List<TaggedEvent<E>> events = List.copyOf(decider.decide(command, found.state()));
            List<NewEvent> sent = newEvents(events);
            try {
                Optional<IngestReceipt> receipt =
                        sent.isEmpty() ? Optional.empty() : Optional.of(append(sent, found.after()));
                return new QueryDecision<>(events, with(found.state(), events), found.after(), receipt);
            } catch (EventsRejectedException e) {
                Optional<QueryDecision<E, S>> meanwhile = decidedBefore();
                if (meanwhile.isPresent()) {
                    return meanwhile.get();
                }
                if (!mayHelp(e)) {
                    throw e;
                }
                retry.next(retries, e);
            }
        }
    }

    /** Whether to read again may: also where more has come since the read than a condition looks at, as it then begins at a later head. */
    private static boolean mayHelp(EventsRejectedException e) {
        return e.rejections().stream()
                .map(Outcome.Rejected::rejection)
                .allMatch(each -> each.isConflict() || each.root() instanceof Rejection.AppendConditionFailed);
    }

    /** The state that the events make which match, and the number up to which there are no others. */
    private record Found<S>(S state, long after) {}

    private Found<S> read(long upTo) {
        S state = decider.initial(command);
        ReadOptions all =
                ReadOptions.forwardsFrom(1).limit(ReadOptions.MAX_LIMIT).filter(ReadFilter.ALL.query(query));
        for (Optional<ReadOptions> next = Optional.of(all); next.isPresent(); ) {
            EventPage page = store.read(stream, next.get());
            for (SequencedEvent event : page.events()) {
                if (event.sequenceNumber() > upTo) {
                    return new Found<>(state, upTo);
                }
                Optional<TypedEvent<E>> typed = decider.types().map(event);
                state = typed.isPresent() ? decider.evolve(state, typed.get().value()) : state;
            }
            next = page.next();
            if (next.isEmpty()) {
                return new Found<>(state, Math.min(upTo, page.head()));
            }
        }
        throw new IllegalStateException("the last page returns");
    }

    private S with(S state, List<TaggedEvent<E>> events) {
        S after = state;
        for (TaggedEvent<E> each : events) {
            after = decider.evolve(after, each.value());
        }
        return after;
    }

    private List<NewEvent> newEvents(List<TaggedEvent<E>> events) {
        List<NewEvent> sent = new ArrayList<>();
        for (TaggedEvent<E> each : events) {
            NewEvent decided = decider.types().toEvent(each.entity(), each.value()).toBuilder()
                    .eventId(CommandEvents.id(stream, commandId, sent.size()))
                    .commandId(commandId)
                    .tags(each.tags().values())
                    .build();
            sent.add(finished(decided));
        }
        return sent;
    }

    private NewEvent finished(NewEvent decided) {
        NewEvent finished = decider.finish(decided);
        if (!finished.eventId().equals(decided.eventId())
                || !Objects.equals(finished.commandId(), decided.commandId())
                || !finished.entityType().equals(decided.entityType())
                || !finished.entityId().equals(decided.entityId())
                || !finished.tags().equals(decided.tags())) {
            throw new IllegalStateException(
                    "the decider's finish has changed the entity, the tags or an id of " + decided);
        }
        return finished;
    }

    private IngestReceipt append(List<NewEvent> events, long after) {
        return ingest.apply(IngestBatch.of(stream, events, new BatchRule.Atomic(new AppendCondition(query, after))))
                .orThrow();
    }

    private Optional<QueryDecision<E, S>> decidedBefore() {
        List<SequencedEvent> stored = commandId == null ? List.of() : CommandEvents.find(store, stream, commandId);
        return stored.isEmpty() ? Optional.empty() : Optional.of(decisionOf(stored));
    }

    /** What was decided, as it stands in the log: sent again, it gets its receipt, since a replay escapes the condition. */
    private QueryDecision<E, S> decisionOf(List<SequencedEvent> stored) {
        List<TaggedEvent<E>> events = new ArrayList<>();
        for (SequencedEvent each : stored) {
            decider.types()
                    .map(each)
                    .ifPresent(typed -> events.add(new TaggedEvent<>(
                            each.event().entity(), typed.value(), each.event().tags())));
        }
        long before = stored.get(0).sequenceNumber() - 1;
        return new QueryDecision<>(
                events,
                with(read(before).state(), events),
                before,
                CommandEvents.asSent(stored).map(sent -> append(sent, before)));
    }
}
