package com.stateset.sequencer.replay;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;
import java.util.Objects;
import java.util.Optional;

/** The events of one entity. */
final class EntityHistoryOf implements FoldedHistory {

    private final EventStore store;
    private final StreamId stream;
    private final EntityRef entity;

    EntityHistoryOf(EventStore store, StreamId stream, EntityRef entity) {
        this.store = store;
        this.stream = stream;
        this.entity = Objects.requireNonNull(entity, "entity");
    }

    @Override
    public EventStore store() {
        return store;
    }

    @Override
    public StreamId stream() {
        return stream;
    }

    @Override
    public Optional<EntityRef> entity() {
        return Optional.of(entity);
    }

    @Override
    public long position(SequencedEvent event) {
        return event.entityVersion();
    }

    @Override
    public PageReader pages(long from, long to) {
        return pages(from, to, false);
    }

    private PageReader pages(long from, long to, boolean payloadSeen) {
        return () -> page(from, to, payloadSeen);
    }

    private PageReader.Page page(long from, long to, boolean payloadSeen) {
        int limit = (int) Math.max(1, Math.min(to - from + 1, ReadOptions.MAX_LIMIT));
        EntityHistory history = store.entityHistory(stream, entity, from - 1, limit);
        boolean seen = requireWhole(history, from, payloadSeen);
        long next = from + history.events().size();
        return new PageReader.Page(
                history.events(),
                history.hasMore() && next <= to ? Optional.of(pages(next, to, seen)) : Optional.empty());
    }

    /**
     * Checks that no version is missing, and that no payload is behind one that is there: an erasure takes all of an entity's payloads at
     * once, so what is partly erased was read partly before it.
     *
     * @return whether a payload was seen so far
     */
    private boolean requireWhole(EntityHistory history, long from, boolean payloadSeen) {
        boolean seen = payloadSeen;
        long expected = from;
        for (SequencedEvent event : history.events()) {
            if (event.entityVersion() != expected) {
                break;
            }
            boolean erased = event.event().payload() instanceof Payload.Erased;
            if (erased && seen) {
                throw new ErasedMeanwhileException("the store is damaged: version " + expected + " of " + entity
                        + " in " + stream + " has no payload, although an earlier one has");
            }
            seen = seen || !erased;
            expected++;
        }
        boolean isAllRead = expected - from == history.events().size();
        if (!isAllRead || (history.events().isEmpty() && history.hasMore())) {
            throw new StoreFailedException(
                    "the store is damaged: version " + expected + " of " + entity + " in " + stream + " is missing",
                    null);
        }
        return seen;
    }
}
