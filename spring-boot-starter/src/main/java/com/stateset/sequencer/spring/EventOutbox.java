package com.stateset.sequencer.spring;

import com.google.errorprone.annotations.CheckReturnValue;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.outbox.transactional.OutboxOutcome;
import com.stateset.sequencer.outbox.transactional.TransactionalOutbox;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Events written in the transaction that Spring has under way, by {@code @Transactional} or a {@code TransactionTemplate}: what the
 * transaction changes and the events that tell of it become durable together, or not at all. A relay brings them to the log, each
 * exactly once; a commit wakes it.
 *
 * <pre>{@code
 * @Transactional
 * public void ship(String id, int parcels) {
 *     jdbc.update("update orders set state = 'shipped' where id = ?", id);
 *     outbox.append(types.toEvent(new EntityRef("order", id), new OrderShipped(parcels)));
 * }
 * }</pre>
 *
 * <p><b>Whose transaction.</b> Asked for a connection within the transaction of another manager, Spring opens one beside it and keeps
 * it until that transaction ends. Nothing would commit what is written there: a pool with auto-commit off rolls it back when the
 * connection is returned, and the event is lost without an error. So the data source's own transaction must have bound its
 * connection already, which Spring's managers do when they begin; only then is it asked for. A connection that is bound
 * does not prove it: a {@code JdbcTemplate} that was used before leaves one as well ({@link OwnTransaction}). Nor does it prove that the
 * transaction goes on: to what listens after the commit it is over ({@link CommitMark}).
 *
 * <p><b>Waking.</b> The relay is woken after the commit, on the thread that committed, and is not waited for. A wake-up that is lost,
 * because the process dies or the relay runs elsewhere, is made good by the relay's next look.
 *
 * <p>The transaction has to be one of the application's {@code DataSource}: that of a {@code DataSourceTransactionManager}, or of a
 * {@code JpaTransactionManager} whose dialect shows its connection, as Hibernate's does. Thread-safe. What it promises, and what becomes
 * of an event that the log rejects, says {@link TransactionalOutbox}.
 */
@CheckReturnValue
public final class EventOutbox {

    private final DataSource database;
    private final OwnTransaction ownTransaction;
    private final Sequencer sequencer;
    private final @Nullable StreamId configured;
    private final TransactionSynchronization wakesRelay;

    EventOutbox(DataSource database, Sequencer sequencer, @Nullable StreamId configured, Runnable committed) {
        this.database = database;
        this.ownTransaction = new OwnTransaction(database);
        this.sequencer = sequencer;
        this.configured = configured;
        this.wakesRelay = new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                committed.run();
            }
        };
    }

    /**
     * Writes events of the configured stream in the transaction under way: all of them, or none if this throws.
     *
     * @throws IllegalStateException if there is no transaction of the application's data source, or it is over, as it is to a
     *     {@code @TransactionalEventListener} after the commit; or {@code sequencer.tenant-id} and {@code sequencer.store-id} are not set
     * @throws IllegalArgumentException if the log could never accept an event
     * @throws com.stateset.sequencer.error.StoreUnavailableException if the transaction has to be done again from its beginning
     */
    public void append(NewEvent... events) {
        append(List.of(events));
    }

    /** The same. */
    public void append(List<NewEvent> events) {
        append(stream(), events);
    }

    /** The same, in another stream. */
    public void append(StreamId stream, List<NewEvent> events) {
        if (!TransactionSynchronizationManager.isActualTransactionActive() || !ownTransaction.isActive()) {
            throw new IllegalStateException(
                    "there is no transaction of the DataSource to join: call this within a method that is"
                            + " @Transactional");
        }
        if (!CommitMark.isAbsent()) {
            throw new IllegalStateException(
                    "the transaction is over, and nothing would commit the event: append it before the commit"
                            + " (TransactionPhase.BEFORE_COMMIT), or in a transaction of its own (REQUIRES_NEW)");
        }
        Connection connection = DataSourceUtils.getConnection(database);
        try {
            TransactionalOutbox.in(connection, stream).append(events);
        } finally {
            DataSourceUtils.releaseConnection(connection, database);
        }
        TransactionSynchronizationManager.registerSynchronization(wakesRelay);
    }

    /**
     * Waits for what becomes of an event of the configured stream; after the commit.
     *
     * @param timeout how long to wait; zero to look once
     * @throws IllegalStateException within a transaction, whose events no other transaction can see yet
     * @throws com.stateset.sequencer.error.OutcomeUnknownException if there is no outcome in time
     */
    public OutboxOutcome receiptOf(UUID eventId, Duration timeout) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("an event is sequenced after the commit: ask for its receipt then");
        }
        return of(stream()).receiptOf(eventId, timeout);
    }

    /** The outbox of the configured stream: what waits in it, what was rejected, and what to do about that. */
    public TransactionalOutbox ofStream() {
        return of(stream());
    }

    /** The outbox of another stream. */
    public TransactionalOutbox of(StreamId stream) {
        return TransactionalOutbox.of(database, sequencer.stream(Objects.requireNonNull(stream, "stream")));
    }

    private StreamId stream() {
        if (configured == null) {
            throw new IllegalStateException(
                    "set sequencer.tenant-id and sequencer.store-id, or name the stream that the events go to");
        }
        return configured;
    }
}
