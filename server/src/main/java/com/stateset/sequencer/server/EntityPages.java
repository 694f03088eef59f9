package com.stateset.sequencer.server;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.SequencedEvent;
import java.util.List;

/** Pages of an entity's history, up to the version it has when the first one is read. */
final class EntityPages implements EventPages {

    private final EventStream stream;
    private final EntityRef entity;
    private final long version;
    private long offset;
    private int wanted;
    private List<SequencedEvent> events;

    /** Reads the first page. */
    EntityPages(EventStream stream, EntityRef entity, long offset, int limit) {
        EntityHistory first = stream.entityHistory(entity, offset, limit);
        this.stream = stream;
        this.entity = entity;
        this.version = first.version();
        this.events = first.events();
        this.offset = offset + events.size();
        this.wanted = (int) Math.min(limit - events.size(), Math.max(0, version - this.offset));
    }

    @Override
    public List<SequencedEvent> events() {
        return events;
    }

    @Override
    public boolean advance() {
        if (wanted == 0) {
            return false;
        }
        events = List.of();
        events = stream.entityHistory(entity, offset, wanted).events();
        offset += events.size();
        wanted -= events.size();
        return !events.isEmpty();
    }

    long version() {
        return version;
    }

    /** Whether the entity has events after the page that was read last. */
    boolean hasMore() {
        return offset < version;
    }
}
