package com.stateset.sequencer.sqlite.write;

import com.stateset.sequencer.dcb.AppendCondition;
import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.StreamState;
import com.stateset.sequencer.spi.StreamState.StoredEvent;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What an append has to know of stored events, within a write transaction. For one thread at a time.
 *
 * <p>Each question is one statement that walks one index and reads no payload, so that its cost does not
 * depend on the length of the stream or the size of its events. The answers stay true until the
 * transaction ends, because no other connection can write before that.
 */
final class EventLookup {

    /** The ids come as one value, 16 bytes each: one statement for all is cheaper than one for each. */
    private static final String BY_IDS = """
            with recursive wanted (position) as (
                values (1)
                union all
                select position + 16 from wanted where position + 16 <= length(?1)
            )
            select event_id, sequence_number, sequenced_at, leaf_hash, sequencer_key_version
            from wanted cross join events
            where stream_id = ?2 and event_id = substr(?1, position, 16)
            """;

    private final PreparedStatement byIds;
    private final PreparedStatement commandUsed;
    private final PreparedStatement version;
    private final PreparedStatement firstTagged;
    private final PreparedStatement firstOfTypes;

    EventLookup(Connection connection) throws SQLException {
        this.byIds = connection.prepareStatement(BY_IDS);
        this.commandUsed = connection.prepareStatement("""
                select 1
                from events
                where stream_id = ? and command_id = ?
                limit 1
                """);
        this.version = connection.prepareStatement("""
                select max(entity_version)
                from events
                where stream_id = ? and entity_type = ? and entity_id = ?
                """);
        // The event's own column has the last word on its tags: an entry of the index by itself rules nothing out.
        this.firstTagged = connection.prepareStatement("""
                select t.sequence_number,
                    (?3 = '[]' or e.event_type in (select value from json_each(?3)))
                    and not exists (
                        select 1 from json_each(?4) w
                        where w.value not in (select value from json_each(e.tags)))
                from event_tags t cross join events e using (stream_id, sequence_number)
                where t.stream_id = ?1 and t.sequence_number > ?2 and t.tag = ?5
                order by t.sequence_number
                """);
        this.firstOfTypes = connection.prepareStatement("""
                select sequence_number
                from events
                where stream_id = ?1 and sequence_number > ?2
                    and (?3 = '[]' or event_type in (select value from json_each(?3)))
                order by sequence_number
                limit 1
                """);
    }

    /**
     * Finds those of {@code eventIds} that are stored.
     *
     * @param streamKey the stream's short key
     * @param eventIds any number of ids, also none, also the same one twice
     * @return for each id that is stored what a replay is compared and answered with; ids that are not
     *     stored are absent
     */
    Map<UUID, StoredEvent> stored(long streamKey, Collection<UUID> eventIds) throws SQLException {
        ByteBuffer ids = ByteBuffer.allocate(eventIds.size() * BinaryForm.UUID_LENGTH);
        eventIds.forEach(id -> BinaryForm.put(id, ids));
        byIds.setBytes(1, ids.array());
        byIds.setLong(2, streamKey);
        Map<UUID, StoredEvent> stored = new HashMap<>();
        try (ResultSet row = byIds.executeQuery()) {
            while (row.next()) {
                stored.put(BinaryForm.uuid(row.getBytes(1)), storedEvent(row));
            }
        }
        return stored;
    }

    /** In the order of the columns of {@link #BY_IDS}. */
    private static StoredEvent storedEvent(ResultSet row) throws SQLException {
        return new StoredEvent(
                row.getLong(2), BinaryForm.instant(row.getLong(3)), Hash.of(row.getBytes(4)), row.getInt(5));
    }

    /** Whether any stored event of the stream belongs to a command. */
    boolean commandUsed(long streamKey, UUID commandId) throws SQLException {
        commandUsed.setLong(1, streamKey);
        commandUsed.setBytes(2, BinaryForm.bytes(commandId));
        try (ResultSet row = commandUsed.executeQuery()) {
            return row.next();
        }
    }

    /** Answers {@link StreamState#firstMatch}. */
    long firstMatch(long streamKey, TagQuery query, long after) throws SQLException {
        long first = 0;
        for (TagQuery.Item item : query.items()) {
            long match =
                    item.tags().isEmpty() ? firstOfTypes(streamKey, item, after) : firstTagged(streamKey, item, after);
            first = StreamState.firstOf(first, match);
        }
        return first;
    }

    /** Looks at the events themselves, in their order; how many there may be is bounded by the plan before it asks. */
    private long firstOfTypes(long streamKey, TagQuery.Item item, long after) throws SQLException {
        firstOfTypes.setLong(1, streamKey);
        firstOfTypes.setLong(2, after);
        firstOfTypes.setString(3, item.eventTypesAsJson());
        try (ResultSet row = firstOfTypes.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** Walks the entries of the first tag, so many at most; each is compared when it is read. */
    private long firstTagged(long streamKey, TagQuery.Item item, long after) throws SQLException {
        firstTagged.setLong(1, streamKey);
        firstTagged.setLong(2, after);
        firstTagged.setString(3, item.eventTypesAsJson());
        firstTagged.setString(4, item.tagsAsJson());
        firstTagged.setString(5, item.leadingTag());
        try (ResultSet row = firstTagged.executeQuery()) {
            for (int looked = 0; row.next(); looked++) {
                if (looked == AppendCondition.MOST_LOOKED_AT) {
                    return StreamState.TOO_WIDE;
                }
                if (row.getBoolean(2)) {
                    return row.getLong(1);
                }
            }
            return 0;
        }
    }

    /** Returns an entity's last version; 0 if it has no events. */
    long version(long streamKey, EntityRef entity) throws SQLException {
        version.setLong(1, streamKey);
        version.setString(2, entity.type());
        version.setString(3, entity.id());
        try (ResultSet row = version.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
