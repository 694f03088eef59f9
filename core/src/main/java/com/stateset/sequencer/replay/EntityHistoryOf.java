package com.stateset.sequencer.replay;

import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
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
        return () -> page(from, to);
    }

    private PageReader.Page page(long from, long to) {
        int limit = (int) Math.max(1, Math.min(to - from + 1, ReadOptions.MAX_LIMIT));
        EntityHistory history = store.entityHistory(stream, entity, from - 1, limit);
        long next = from + history.events().size();
        return new PageReader.Page(
                history.events(),
                history.hasMore() && !history.events().isEmpty() && next <= to
                        ? Optional.of(pages(next, to))
                        : Optional.empty());
    }
}
