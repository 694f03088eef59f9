package com.stateset.sequencer.server.events;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.protocol.WireEntityPage;
import com.stateset.sequencer.protocol.WireEvent;
import java.util.List;
import java.util.function.Function;

/** The events of an entity from an offset on, up to the version it has when the first page is read. */
final class EntityEvents extends PagedEvents {

    private final EventStream stream;
    private final EntityRef entity;
    private final long offset;

    private EntityEvents(
            EventStream stream, EntityHistory first, long offset, int count, Function<SequencedEvent, WireEvent> form) {
        super(first.events(), count, form);
        this.stream = stream;
        this.entity = first.entity();
        this.offset = offset;
    }

    /** Returns the answer with at most {@code limit} events from an offset on. */
    static WireEntityPage page(
            EventStream stream, EntityRef entity, long offset, int limit, Function<SequencedEvent, WireEvent> form) {
        EntityHistory first = stream.entityHistory(entity, offset, limit);
        long version = first.version();
        int count = (int) Math.max(0, Math.min(limit, version - offset));
        return new WireEntityPage(
                entity.type(),
                entity.id(),
                version,
                new EntityEvents(stream, first, offset, count, form),
                count,
                version,
                version - offset > count);
    }

    @Override
    List<SequencedEvent> read(int read, int wanted) {
        return stream.entityHistory(entity, offset + read, wanted).events();
    }
}
