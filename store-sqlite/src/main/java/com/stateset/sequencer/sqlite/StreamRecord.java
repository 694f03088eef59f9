package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.spi.StreamFacts;
import com.stateset.sequencer.sqlite.StreamTable.StreamRow;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the log knows of a stream during a write transaction. Good for that transaction only. */
final class StreamRecord implements StreamFacts {

    /** Null as long as the stream has no events. */
    private final @Nullable StreamRow row;

    private final EventLookup lookup;
    private final Map<UUID, StoredEvent> stored;

    private StreamRecord(@Nullable StreamRow row, EventLookup lookup, Map<UUID, StoredEvent> stored) {
        this.row = row;
        this.lookup = lookup;
        this.stored = stored;
    }

    static StreamRecord of(@Nullable StreamRow row, EventLookup lookup, Collection<UUID> eventIds) throws SQLException {
        return new StreamRecord(row, lookup, row == null ? Map.of() : lookup.stored(row.key(), eventIds));
    }

    @Nullable
    StreamRow row() {
        return row;
    }

    @Override
    public long head() {
        return row == null ? 0 : row.head();
    }

    @Override
    public @Nullable StoredEvent stored(UUID eventId) {
        return stored.get(eventId);
    }

    @Override
    public boolean commandUsed(UUID commandId) {
        try {
            return row != null && lookup.commandUsed(row.key(), commandId);
        } catch (SQLException e) {
            throw new FailedLookupException(e);
        }
    }

    @Override
    public long version(EntityRef entity) {
        try {
            return row == null ? 0 : lookup.version(row.key(), entity);
        } catch (SQLException e) {
            throw new FailedLookupException(e);
        }
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
