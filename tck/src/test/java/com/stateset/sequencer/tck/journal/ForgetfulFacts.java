package com.stateset.sequencer.tck.journal;

import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.spi.StreamState;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.TileSource;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is right about a stream, for a broken store to forget some of. */
abstract class ForgetfulFacts implements StreamState {

    private final StreamState right;

    ForgetfulFacts(StreamState right) {
        this.right = right;
    }

    @Override
    public long head() {
        return right.head();
    }

    @Override
    public CompactRange rightEdge() {
        return right.rightEdge();
    }

    @Override
    public TileSource tiles() {
        return right.tiles();
    }

    @Override
    public @Nullable StoredEvent stored(UUID eventId) {
        return right.stored(eventId);
    }

    @Override
    public boolean commandUsed(UUID commandId) {
        return right.commandUsed(commandId);
    }

    @Override
    public long firstMatch(TagQuery query, long after) {
        return right.firstMatch(query, after);
    }

    @Override
    public long version(EntityRef entity) {
        return right.version(entity);
    }

    @Override
    public List<AgentKey> agentKeys(UUID agentId) {
        return right.agentKeys(agentId);
    }

    @Override
    public Instant sequencedAt() {
        return right.sequencedAt();
    }
}
