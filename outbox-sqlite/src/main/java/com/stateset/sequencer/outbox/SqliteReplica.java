package com.stateset.sequencer.outbox;

import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.outbox.connection.OutboxDatabase;
import com.stateset.sequencer.sync.Replica;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What was pulled, to be read. Every event in it was verified, with its receipt and its place in the chain,
 * before it came here, and they follow each other without a gap from the first one on. Thread-safe; reads
 * never wait for the agent that pulls.
 *
 * <p>Each answer is what was committed at its moment: between two calls, more may have been pulled, and
 * nothing that was read changes.
 *
 * @param database where it is
 * @param tables makes its table
 */
record SqliteReplica(OutboxDatabase database, OutboxTables tables) implements Replica {

    /** A question to the table. */
    @FunctionalInterface
    private interface Question<T> {

        T ask(ReplicaTable table) throws SQLException;
    }

    @Override
    public long pulledThrough() {
        return database.read(session -> new HeadTable(session).cursor().sequenceNumber());
    }

    @Override
    public List<SequencedEvent> read(long from, int limit) {
        requirePositive(limit);
        return ask(table -> table.read(from, limit));
    }

    @Override
    public Optional<SequencedEvent> find(UUID eventId) {
        return ask(table -> table.find(eventId));
    }

    @Override
    public EntityHistory entityHistory(EntityRef entity, long offset, int limit) {
        requirePositive(limit);
        // The version is read last: history only grows, so that no event is beyond it.
        return ask(table -> {
            List<SequencedEvent> events = table.ofEntity(entity, offset, limit);
            return new EntityHistory(entity, table.version(entity), offset, events);
        });
    }

    @Override
    public long entityVersion(EntityRef entity) {
        return ask(table -> table.version(entity));
    }

    private <T> T ask(Question<T> question) {
        return database.read(session -> question.ask(tables.replica(session)));
    }

    private static void requirePositive(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit is " + limit + "; it must be at least 1");
        }
    }
}
