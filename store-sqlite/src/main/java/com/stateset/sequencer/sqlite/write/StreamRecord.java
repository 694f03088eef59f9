package com.stateset.sequencer.sqlite.write;

import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.spi.StreamState;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import com.stateset.sequencer.sqlite.write.StreamTable.StreamRow;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.TileSource;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the log knows of a stream during a write transaction: the facts that {@link
 * com.stateset.sequencer.spi.AppendPlan} asks for. Good for that transaction only; not thread-safe.
 *
 * <p>The head and the events that the append may repeat are read at once, since every append needs them.
 * Used commands, versions of entities and keys are looked up when the plan asks: most appends name few
 * of them, and those that are replayed none.
 *
 * <p>A stream without events has no row. Everything about it is then known without a query: head 0, an
 * empty tree, no event, no command, version 0. Its agents' keys count all the same.
 */
final class StreamRecord implements StreamState {

    /** Null as long as the stream has no events. */
    private final @Nullable StreamRow row;

    private final TileSource tiles;
    private final EventLookup lookup;
    private final Map<UUID, StoredEvent> stored;
    private final SqliteTenantKeys keys;
    private final long sequencedAt;

    private StreamRecord(
            @Nullable StreamRow row,
            TileSource tiles,
            EventLookup lookup,
            Map<UUID, StoredEvent> stored,
            SqliteTenantKeys keys,
            long sequencedAt) {
        this.row = row;
        this.tiles = tiles;
        this.lookup = lookup;
        this.stored = stored;
        this.keys = keys;
        this.sequencedAt = sequencedAt;
    }

    /**
     * Looks up what an append has to know.
     *
     * @param row the stream's row, or null if it has no events
     * @param tiles of the stream's tree, read in the same transaction
     * @param lookup asks for what is stored
     * @param eventIds the ids that the append brings for this stream, repeated ones included
     * @param keys the keys of the stream's tenant
     * @param now the moment of the append, in microseconds since 1970
     * @throws SQLException if they cannot be looked up
     */
    static StreamRecord of(
            @Nullable StreamRow row,
            TileSource tiles,
            EventLookup lookup,
            Collection<UUID> eventIds,
            SqliteTenantKeys keys,
            long now)
            throws SQLException {
        if (row == null) {
            return new StreamRecord(null, tiles, lookup, Map.of(), keys, now);
        }
        // A clock may be set back; a stream's time never runs backwards.
        long sequencedAt = Math.max(now, row.lastSequencedAt());
        return new StreamRecord(row, tiles, lookup, lookup.stored(row.key(), eventIds), keys, sequencedAt);
    }

    /** The stream's row as it was found; null if the stream has no events yet. */
    @Nullable
    StreamRow row() {
        return row;
    }

    /** Whether the stream's tree lacks events that an older version has stored. */
    boolean treeIsBehind() {
        return row != null && row.treeIsBehind();
    }

    /** What {@link #sequencedAt} says, in microseconds since 1970. */
    long sequencedAtMicros() {
        return sequencedAt;
    }

    @Override
    public long head() {
        return row == null ? 0 : row.head();
    }

    @Override
    public CompactRange rightEdge() {
        return row == null ? CompactRange.EMPTY : row.rightEdge();
    }

    @Override
    public TileSource tiles() {
        return tiles;
    }

    @Override
    public @Nullable StoredEvent stored(UUID eventId) {
        return stored.get(eventId);
    }

    /** Whether an event of this command is stored; what the append itself brings is for the plan to know. */
    @Override
    public boolean commandUsed(UUID commandId) {
        try {
            return row != null && lookup.commandUsed(row.key(), commandId);
        } catch (SQLException e) {
            throw new FailedLookupException(e);
        }
    }

    /** Events of the same append are not looked at: the plan counts them itself, in their order. */
    @Override
    public long firstMatch(TagQuery query, long after) {
        try {
            return row == null ? 0 : lookup.firstMatch(row.key(), query, after);
        } catch (SQLException e) {
            throw new FailedLookupException(e);
        }
    }

    /** The version that the entity has in the log before this append. */
    @Override
    public long version(EntityRef entity) {
        try {
            return row == null ? 0 : lookup.version(row.key(), entity);
        } catch (SQLException e) {
            throw new FailedLookupException(e);
        }
    }

    @Override
    public List<AgentKey> agentKeys(UUID agentId) {
        try {
            return keys.of(agentId);
        } catch (SQLException e) {
            throw new FailedLookupException(e);
        }
    }

    @Override
    public Instant sequencedAt() {
        return BinaryForm.instant(sequencedAt);
    }

    /** Carries a failure through the plan, which knows nothing of databases. */
    static final class FailedLookupException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final SQLException sqlException;

        FailedLookupException(SQLException cause) {
            super(cause);
            this.sqlException = cause;
        }

        SQLException sqlException() {
            return sqlException;
        }
    }
}
