package com.stateset.sequencer.outbox.transactional;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.tck.Retrying;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** An application with a database of its own, a log, and an outbox between them. */
final class Shop implements AutoCloseable {

    static final Duration SOON = Duration.ofSeconds(30);

    /** What an application does in a transaction. */
    interface Change {

        void in(OutboxTransaction outbox, Connection connection) throws SQLException;
    }

    final HikariDataSource database;
    final Sequencer sequencer;
    final EventStream log;
    final TransactionalOutbox outbox;

    Shop(TestPlace place) {
        this(place, 20);
    }

    Shop(TestPlace place, int connections) {
        database = place.openDatabase(connections);
        sequencer = Sequencer.builder().store(place.openLog()).build();
        log = sequencer.stream(TestPlace.STREAM);
        outbox = TransactionalOutbox.of(database, log);
    }

    static NewEvent event(String entity) {
        return event(entity, null);
    }

    static NewEvent event(String entity, Long baseVersion) {
        return NewEvent.builder()
                .entity("order", entity)
                .eventType("order.changed")
                .payload("{\"id\":\"" + UUID.randomUUID() + "\"}")
                .baseVersion(baseVersion)
                .build();
    }

    /** Does a change, commits it, and lets the connection go. */
    void commit(Change change) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                change.in(outbox.in(connection), connection);
                connection.commit();
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void commit(NewEvent... events) {
        commit((joined, connection) -> joined.append(events));
    }

    OutboxRelay startRelay() {
        return OutboxRelay.builder(database, sequencer)
                .pollInterval(Duration.ofMillis(5))
                .start();
    }

    /** Has a relay deal with all that can be sent, and ends it. */
    void relayAll() {
        try (OutboxRelay relay = startRelay()) {
            relay.wake();
            awaitNothingPending();
        }
    }

    void awaitNothingPending() {
        Retrying.await(
                "the end of what is pending", SOON, () -> outbox.backlog().pending() == 0);
    }

    OutboxOutcome outcome(NewEvent event) {
        return outbox.receiptOf(event.eventId(), SOON);
    }

    List<UUID> logged() {
        return ids(log.readAll(ReadOptions.forwardsFrom(1)));
    }

    List<UUID> logged(String entity) {
        return ids(log.entityHistory(new EntityRef("order", entity)).events().stream());
    }

    private static List<UUID> ids(Stream<SequencedEvent> events) {
        return events.map(event -> event.event().eventId()).toList();
    }

    static List<UUID> ids(NewEvent... events) {
        return Stream.of(events).map(NewEvent::eventId).toList();
    }

    @Override
    public void close() {
        sequencer.close();
        database.close();
    }
}
