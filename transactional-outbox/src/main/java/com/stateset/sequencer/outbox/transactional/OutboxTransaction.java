package com.stateset.sequencer.outbox.transactional;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The application's transaction, joined: events appended here become durable with its commit, together with all else that it did, and
 * a rollback leaves nothing of them. Not thread-safe, as the connection is not; to be used while the transaction lasts.
 *
 * <p>The connection and the transaction stay the application's: they are neither committed nor rolled back nor closed here.
 *
 * <p><b>What can race: order.</b> Two transactions append to one entity. Numbers are given when rows are inserted, and on PostgreSQL
 * rows become visible when their transaction commits, which may be the other way round: the relay, which sorts by number, would tell
 * the log of the entity's second state before the first. So an append first takes, for each of its entities, a lock that lasts to the
 * end of the transaction ({@link TransactionalDialect#lockEntities}), in a statement of its own, and only then a number:
 *
 * <pre>
 *   A   lock e ── number 7 ─────────── commit, visible, unlock e
 *   B        lock e … waits ……………………………………………………… ── number 8 ── commit
 * </pre>
 *
 * <p>The lock is given back only when the commit is visible. So of one entity a later number means a later commit, and whoever sees 8
 * sees 7, unless the relay has dealt with it. Between entities nothing is promised, and nothing waits. On SQLite, which has one writer
 * at a time, it is so without a lock.
 *
 * <p><b>What it costs.</b> Transactions that append to the same entity wait for each other, from the append to the commit: append
 * late, commit soon. Two that append to two entities in opposite order, by calls of their own, can deadlock: the database ends one of
 * them, as it does with rows. Entities of one call are locked in one order. Each takes a place in the server's table of locks until
 * the commit ({@code max_locks_per_transaction}): for tens of thousands of entities in one transaction, make that larger.
 *
 * <p><b>Nothing is read that could be overtaken.</b> Whether an entity is stuck behind a rejected event is found by the relay, not here.
 */
public final class OutboxTransaction {

    private static final int ATTEMPTS = 3;

    private static final String INSERT = "insert into sequencer_transactional_outbox (" + RowColumns.WRITTEN
            + ", state, appended_at) values (" + RowColumns.WRITTEN.replaceAll("\\w+", "?") + ", 0, {now})"
            + " on conflict (tenant_id, store_id, event_id) do nothing";

    private final Connection connection;
    private final StreamId stream;

    OutboxTransaction(Connection connection, StreamId stream) {
        this.connection = connection;
        this.stream = stream;
    }

    /**
     * Writes events into the outbox: all of them, or none if this throws. They are sequenced after the commit, those of one entity in
     * the order of commits and, within the transaction, in the order given. The events of one command come in one call.
     *
     * <p>An event that waits in the outbox already, by its id, is left as it is; one that was sequenced before is found out by the
     * log. So doing the same again is safe.
     *
     * @param events at least one; an entity's {@link NewEvent#baseVersion} is compared when the event is sequenced
     * @throws IllegalArgumentException if the log could never accept an event, because of its form, payload or hashes ({@link
     *     Sequencer#requireValid}), or its id waits with other content, or its command has events waiting that are
     *     not among these (as far as this transaction can see: that two transactions share a command while both are open is not found)
     * @throws IllegalStateException if the connection is in auto-commit mode: then there is no transaction to join; or an event was
     *     discarded, as long as that is remembered ({@link OutboxRelayBuilder#keepDiscarded}): it would never be sequenced
     * @throws StoreUnavailableException if the transaction has to be done again from its beginning: a deadlock, a lock or a
     *     connection lost; the cause is the driver's exception
     * @throws com.stateset.sequencer.error.StoreFailedException if the database refuses, for example because the transaction is read-only,
     *     or the table is missing or of an earlier version
     */
    public void append(List<NewEvent> events) {
        if (events.isEmpty()) {
            throw new IllegalArgumentException("events is empty");
        }
        events.forEach(event -> Sequencer.requireValid(stream, event));
        try {
            if (connection.getAutoCommit()) {
                throw new IllegalStateException(
                        "the connection is in auto-commit mode: there is no transaction to join");
            }
            appendWhole(new RowSession(connection, Dialects.of(connection)), events);
        } catch (SQLException e) {
            throw JdbcWork.translate(e);
        }
    }

    /** The same. */
    public void append(NewEvent... events) {
        append(List.of(events));
    }

    /** A single event is one statement, and whole without a savepoint. */
    private void appendWhole(RowSession session, List<NewEvent> events) throws SQLException {
        if (events.size() == 1) {
            insert(session, events);
            return;
        }
        Savepoint before = connection.setSavepoint();
        try {
            insert(session, events);
        } catch (SQLException | RuntimeException | Error e) {
            connection.rollback(before);
            throw e;
        }
        connection.releaseSavepoint(before);
    }

    private void insert(RowSession session, List<NewEvent> events) throws SQLException {
        session.dialect().lockEntities(connection, stream, entities(events));
        requireWhole(session, events);
        int[] counts;
        try (PreparedStatement statement = session.prepare(INSERT)) {
            for (NewEvent event : events) {
                session.bind(statement, RowColumns.values(stream, event));
                statement.addBatch();
            }
            counts = statement.executeBatch();
        }
        for (int i = 0; i < counts.length; i++) {
            // A driver that rewrites batches does not say.
            if (counts[i] != 1) {
                requirePresent(session, events.get(i));
            }
        }
    }

    /** A command is sent as one, from where its first row is: rows of a second call would pass those of other calls between the two. */
    private void requireWhole(RowSession session, List<NewEvent> events) throws SQLException {
        Set<UUID> commands = new LinkedHashSet<>();
        Set<UUID> ids = new HashSet<>();
        for (NewEvent event : events) {
            ids.add(event.eventId());
            UUID command = event.commandId();
            if (command != null) {
                commands.add(command);
            }
        }
        RowTable table = new RowTable(session, stream);
        for (UUID command : commands) {
            if (!ids.containsAll(table.idsOf(command))) {
                throw new IllegalArgumentException("command_id " + command
                        + " has other events that wait in the outbox: the events of one command come in one call");
            }
        }
    }

    /** The same event waits already; or it has been sequenced since it was in the way, and is inserted after all. */
    private void requirePresent(RowSession session, NewEvent event) throws SQLException {
        RowTable table = new RowTable(session, stream);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            @Nullable NewEvent waiting = table.contentOf(event.eventId());
            if (waiting != null) {
                requireSame(waiting, event);
                return;
            }
            if (table.discarded(event.eventId()).isPresent()) {
                throw new IllegalStateException("event " + event.eventId() + " was discarded");
            }
            if (session.update(INSERT, RowColumns.values(stream, event)) == 1) {
                return;
            }
        }
        throw new StoreUnavailableException("event " + event.eventId() + " comes and goes in the outbox", null);
    }

    private static Set<EntityRef> entities(List<NewEvent> events) {
        Set<EntityRef> entities = new LinkedHashSet<>();
        events.forEach(event -> entities.add(new EntityRef(event.entityType(), event.entityId())));
        return entities;
    }

    private static void requireSame(NewEvent waiting, NewEvent event) {
        boolean same = waiting.entityType().equals(event.entityType())
                && waiting.entityId().equals(event.entityId())
                && waiting.eventType().equals(event.eventType())
                && waiting.createdAt().equals(event.createdAt())
                && waiting.sourceAgent().equals(event.sourceAgent())
                && Objects.equals(waiting.encryptedPayload(), event.encryptedPayload())
                && waiting.canonicalPayload().equals(event.canonicalPayload());
        if (!same) {
            throw new IllegalArgumentException(
                    "event_id " + event.eventId() + " names another event that waits in the outbox");
        }
    }
}
