package com.stateset.sequencer.outbox;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.outbox.connection.Session;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The outbox's own events, within a transaction.
 *
 * <p>Two numbers order them: {@code position} says when an event came in, and {@code place} when it is to
 * be sent. They differ only for an event that replaces another: it comes in last, and is sent in the
 * other's place.
 *
 * <p>The conditions repeat those of the partial indexes that serve them, also where they seem to say
 * nothing ({@code state <= 3 and state in (0, 1)}): SQLite takes such an index only if the statement names
 * its condition.
 *
 * <p>Rows of own events are never removed. An event that was accepted, discarded or replaced is kept: its id must not
 * be used again, and its receipt may be asked for.
 */
final class EventTable {

    private static final String SELECT = "select " + OutboxRowMapper.COLUMNS + " from sequencer_outbox_events ";

    private final Session session;
    private final OutboxRowMapper mapper;

    EventTable(Session session, OutboxRowMapper mapper) {
        this.session = session;
        this.mapper = mapper;
    }

    Session session() {
        return session;
    }

    OutboxRowMapper mapper() {
        return mapper;
    }

    /**
     * Takes {@code count} numbers, and with them the write lock: returns the one before the first.
     *
     * @param count how many, at least 0
     */
    long reserve(int count) throws SQLException {
        session.update("update sequencer_outbox set last_position = last_position + ?", count);
        return session.number("select last_position from sequencer_outbox") - count;
    }

    /** Starts to insert events. */
    OutboxRowBatch batch() throws SQLException {
        return new OutboxRowBatch(session.bound(OutboxRowBatch.INSERT), mapper.seal());
    }

    /** Finds an event by its id, whatever became of it. */
    Optional<OutboxRow> find(UUID eventId) throws SQLException {
        return session.first(SELECT + "where event_id = ?", mapper, eventId);
    }

    /** Events that came in after a position, in that order, at most {@code limit}. */
    List<OutboxRow> after(long position, int limit) throws SQLException {
        return session.query(SELECT + "where position > ? order by position limit ?", mapper, position, limit);
    }

    /** The same without other agents' events that are only sent again. */
    List<OutboxRow> ownAfter(long position, int limit) throws SQLException {
        return session.query(
                SELECT + "where position > ? and author is null order by position limit ?", mapper, position, limit);
    }

    /** Whether there is a row of another agent's event, whatever became of it: it goes once the replica holds the event. */
    boolean hasOthers() throws SQLException {
        return session.number("select exists (select 1 from sequencer_outbox_events where author is not null)") == 1;
    }

    /** Another agent's event that was sent again and accepted for a place, and has not come back. */
    Optional<OutboxRow> acceptedOthersAt(long sequenceNumber) throws SQLException {
        return session.first(
                SELECT + "where author is not null and state = 3 and sequence_number = ?", mapper, sequenceNumber);
    }

    /** Forgets another agent's event, which stands in the log. */
    void remove(OutboxRow row) throws SQLException {
        session.update("delete from sequencer_outbox_events where position = ? and author is not null", row.position());
    }

    /** The last event that came in of those that stand in the log, and can still be sent: a restored server must still have it. */
    Optional<OutboxRow> lastStored() throws SQLException {
        return session.first(
                SELECT
                        + "where state in (3, 4) and payload_state <> 2 and author is null order by position desc limit 1",
                mapper);
    }

    /**
     * The own events with a signed receipt that have not come back, in the order of their places; they end with the one that makes their
     * payloads as large as {@code bytes}.
     */
    List<OutboxRow> receipted(long from, long through, long bytes) throws SQLException {
        String those = """
                from sequencer_outbox_events where state = 3 and sequence_number between ? and ? and author is null
                    and receipt_signature is not null and payload_state <> 2
                """;
        long end = session.number(
                "select coalesce(min(sequence_number), ?) from (select sequence_number, sum(length(payload)) over (order by sequence_number) as total "
                        + those + ") where total >= ?",
                through,
                from,
                through,
                bytes);
        return session.query(
                "select " + OutboxRowMapper.COLUMNS + " " + those + " order by sequence_number", mapper, from, end);
    }

    /** The rejected and the blocked, in the order of sending. */
    List<OutboxRow> stuck() throws SQLException {
        return session.query(SELECT + "where state in (1, 2) order by place", mapper);
    }

    /** Whether any event is rejected or blocked: one look at an index that is empty most of the time. */
    boolean hasStuck() throws SQLException {
        return session.number("select exists (select 1 from sequencer_outbox_events where state in (1, 2))") == 1;
    }

    /**
     * Whether an event of this entity before a place is rejected or blocked.
     *
     * @param before a place; events at it or behind it do not count
     */
    boolean isStuck(EntityRef entity, long before) throws SQLException {
        return session.number("""
                        select exists (select 1 from sequencer_outbox_events
                            where entity_type = ? and entity_id = ? and place < ? and state <= 3 and state in (1, 2))
                        """, entity.type(), entity.id(), before) == 1;
    }

    /** The pending events of an entity after a place. */
    List<OutboxRow> pendingAfter(EntityRef entity, long place) throws SQLException {
        return session.query(SELECT + """
                        where entity_type = ? and entity_id = ? and place > ? and state <= 3 and state = 0
                        order by place
                        """, mapper, entity.type(), entity.id(), place);
    }

    /** The events of a command that have not been accepted. */
    List<OutboxRow> open(UUID command) throws SQLException {
        return session.query(SELECT + "where command_id = ? and state <= 2 order by place", mapper, command);
    }

    /** Whether events of a command have come in before. */
    boolean knowsCommand(UUID command) throws SQLException {
        return session.number("select exists (select 1 from sequencer_outbox_events where command_id = ?)", command)
                == 1;
    }

    /** How many own events of an entity come on top of what the replica holds. */
    long ownOnTop(EntityRef entity) throws SQLException {
        return session.number("""
                select count(*) from sequencer_outbox_events where entity_type = ? and entity_id = ? and state <= 3
                """, entity.type(), entity.id());
    }

    /** The same, those left out that are sent at or after a place. */
    long ownOnTop(EntityRef entity, long before) throws SQLException {
        return session.number("""
                select count(*) from sequencer_outbox_events
                where entity_type = ? and entity_id = ? and state <= 3 and (place < ? or state = 3)
                """, entity.type(), entity.id(), before);
    }

    /** Changes the state, and nothing else of what is known of the event. */
    void setState(OutboxRow row, OutboxRowState state) throws SQLException {
        session.update("update sequencer_outbox_events set state = ? where position = ?", state.code(), row.position());
    }

    /** Makes it wait; the server does not have it. */
    void block(OutboxRow row) throws SQLException {
        session.update(
                "update sequencer_outbox_events set state = 1, unanswered = 0, suspected = 0 where position = ?",
                row.position());
    }

    /** Makes it pending as it is. */
    void free(OutboxRow row) throws SQLException {
        session.update(
                "update sequencer_outbox_events set state = 0, suspected = 0, reason = null, message = null where position = ?",
                row.position());
    }

    /** Lets an event demand another version of its entity: no hash covers that. */
    void setBaseVersion(OutboxRow row, long version) throws SQLException {
        session.update(
                "update sequencer_outbox_events set base_version = ? where position = ?", version, row.position());
    }

    /**
     * Ends an event in favour of another one, which takes its place.
     *
     * @param by the id of the event that takes its place
     */
    void setReplaced(OutboxRow row, UUID by) throws SQLException {
        session.update(
                "update sequencer_outbox_events set state = 6, replaced_by = ? where position = ?", by, row.position());
    }
}
