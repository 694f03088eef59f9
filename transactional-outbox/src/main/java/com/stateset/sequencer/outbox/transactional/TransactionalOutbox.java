package com.stateset.sequencer.outbox.transactional;

import com.google.errorprone.annotations.CheckReturnValue;
import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.error.OutcomeUnknownException;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * A stream's events written in the application's own transaction, on PostgreSQL or SQLite: the change and the event that tells of it
 * become durable together, or not at all. An {@link OutboxRelay} brings them to the log afterwards, each exactly once.
 *
 * <pre>{@code
 * TransactionalOutbox orders = TransactionalOutbox.of(dataSource, sequencer.stream(tenantId, storeId));
 *
 * connection.setAutoCommit(false);
 * update.executeUpdate();                                  // whatever else the application does
 * orders.in(connection).append(shipped);                   // in the same transaction
 * connection.commit();
 *
 * OutboxOutcome outcome = orders.receiptOf(shipped.eventId(), Duration.ofSeconds(5));
 * }</pre>
 *
 * <p>Any framework will do that hands out the connection of its transaction: it is only a {@link Connection}. A light handle: it does
 * no I/O before it is used, borrows a connection for each call, and owns neither data source nor stream. Thread-safe.
 *
 * <p><b>Moment of durability.</b> The event is durable with the application's commit, and is in the log when a relay has been there,
 * usually within {@link OutboxRelayBuilder#pollInterval}. Whether the log accepts it is decided then: an event that may be refused,
 * because it demands a version, is better decided on before the commit, by {@code orders.append}.
 *
 * <p>What is sequenced is deleted here. {@link #receiptOf} asks the log, and knows it as long as the log does.
 */
@CheckReturnValue
public final class TransactionalOutbox {

    private static final Duration FIRST_LOOK = Duration.ofMillis(5);
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(100);

    private final DataSource database;
    private final EventStream log;
    private final RowSettlement settlement;

    private TransactionalOutbox(DataSource database, EventStream log) {
        this.database = database;
        this.log = log;
        this.settlement = new RowSettlement(database, log);
    }

    /**
     * Returns the outbox of a stream.
     *
     * @param database the application's database, which holds the {@linkplain #createTables tables}
     * @param log the stream that the events go to, in whichever database
     */
    public static TransactionalOutbox of(DataSource database, EventStream log) {
        return new TransactionalOutbox(
                Objects.requireNonNull(database, "database"), Objects.requireNonNull(log, "log"));
    }

    /**
     * Joins the transaction of a connection, for one who writes events and has no sequencer at hand.
     *
     * @param connection with a transaction that is open or will begin with the next statement; it stays the caller's
     * @param stream where the events shall go
     */
    public static OutboxTransaction in(Connection connection, StreamId stream) {
        return new OutboxTransaction(
                Objects.requireNonNull(connection, "connection"), Objects.requireNonNull(stream, "stream"));
    }

    /** Joins the transaction of a connection: what is appended there is committed or rolled back with it. */
    public OutboxTransaction in(Connection connection) {
        return in(connection, log.id());
    }

    /**
     * Creates the table and its indexes where they are missing, in the schema that the connection finds first. In the connection's
     * transaction, or in one of its own if it is in auto-commit mode. The statements are the resources {@code postgresql.sql} and
     * {@code sqlite.sql} of this package, which a migration of the application's own may run as well.
     * Where nothing is missing, nothing is locked; else it waits for open transactions no longer than 5 s on PostgreSQL.
     *
     * @throws com.stateset.sequencer.error.StoreUnavailableException if others keep a lock too long; trying again may help
     * @throws com.stateset.sequencer.error.StoreFailedException if the database refuses
     */
    public static void createTables(Connection connection) {
        try {
            if (connection.getAutoCommit()) {
                JdbcWork.run(connection, session -> {
                    createTables(session);
                    return true;
                });
            } else {
                createTables(new RowSession(connection, Dialects.of(connection)));
            }
        } catch (SQLException e) {
            throw JdbcWork.translate(e);
        }
    }

    private static void createTables(RowSession session) throws SQLException {
        Connection connection = session.connection();
        if (!session.dialect().hasTables(connection)) {
            session.dialect().createTables(connection, () -> runScript(session));
        }
    }

    private static void runScript(RowSession session) throws SQLException {
        try (Statement statement = session.connection().createStatement();
                InputStream script = TransactionalOutbox.class.getResourceAsStream(
                        session.dialect().script())) {
            String all = new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
            for (String one : all.replaceAll("--[^\n]*", "").split(";", -1)) {
                if (!one.isBlank()) {
                    statement.execute(one);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Waits for what becomes of an event. To be called after the commit, not within the transaction. Looks at once, after 5 ms, and
     * then less and less often, every 100 ms at last.
     *
     * @param timeout how long to wait; zero to look once
     * @return its place in the log; or that it was rejected, waits behind a rejected one, or was discarded, which is told at once
     * @throws OutcomeUnknownException if there is no outcome in time, or the thread was interrupted (its interrupt status is set
     *     again): the transaction may not be committed, or was rolled back, or no relay has come to it
     * @throws com.stateset.sequencer.error.StoreUnavailableException if outbox or log cannot be reached
     */
    public OutboxOutcome receiptOf(UUID eventId, Duration timeout) {
        long start = System.nanoTime();
        Pauses pauses = new Pauses(FIRST_LOOK, LOOK_INTERVAL);
        while (true) {
            Optional<OutboxOutcome> outcome = outcomeOf(eventId);
            if (outcome.isPresent()) {
                return outcome.get();
            }
            if (System.nanoTime() - start >= timeout.toNanos()) {
                throw new OutcomeUnknownException("event " + eventId + " has no outcome after " + timeout, null);
            }
            pauses.next("the outcome of event " + eventId);
        }
    }

    /** First the row, then the log: a row that is gone because its event was sequenced is found there. */
    private Optional<OutboxOutcome> outcomeOf(UUID eventId) {
        RowAnswer answer = JdbcWork.run(database, session -> answer(new RowTable(session, log.id()), eventId));
        return answer.isFinal()
                ? answer.outcome()
                : log.find(eventId)
                        .<OutboxOutcome>map(OutboxOutcome.Sequenced::new)
                        .or(answer::outcome);
    }

    /**
     * What the outbox says.
     *
     * @param isFinal whether the log is not asked: about an id that is another event's it would answer with that one
     */
    private record RowAnswer(Optional<OutboxOutcome> outcome, boolean isFinal) {}

    private static RowAnswer answer(RowTable table, UUID eventId) throws SQLException {
        Optional<WaitingRow> found = table.find(eventId);
        if (found.isPresent()) {
            WaitingRow row = found.get();
            return row.state() == RowState.PENDING
                    ? new RowAnswer(Optional.empty(), true)
                    : new RowAnswer(Optional.of(stuck(row)), row.isOfTakenId());
        }
        Optional<Boolean> ofTakenId = table.discarded(eventId);
        return new RowAnswer(ofTakenId.map(taken -> new OutboxOutcome.Discarded(eventId)), ofTakenId.orElse(false));
    }

    private static OutboxOutcome stuck(WaitingRow row) {
        return row.state() == RowState.REJECTED
                ? new OutboxOutcome.Rejected(RejectedRow.of(row))
                : new OutboxOutcome.Blocked(row.event());
    }

    /** Counts what waits. */
    public OutboxBacklog backlog() {
        return JdbcWork.run(database, session -> new RowTable(session, log.id()).backlog());
    }

    /**
     * Lists the rejected events, those first that were appended first.
     *
     * @param limit the most to return, at least 1
     */
    public List<RejectedRow> rejected(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit + " is not positive");
        }
        return JdbcWork.run(database, session -> new RowTable(session, log.id()).rejected(limit)).stream()
                .map(RejectedRow::of)
                .toList();
    }

    /**
     * Has a rejected event, or its command, sent again as it is, in its old place, with what waited behind it.
     *
     * @throws IllegalStateException if the event was not rejected, has been settled, or stands in the log after all;
     *     an event that was rejected because its id is another event's can be settled, but only {@link #discard} gets rid of it
     * @throws com.stateset.sequencer.error.StoreUnavailableException if outbox or log cannot be reached, or a relay keeps the stream
     *     for half a minute; nothing was settled, or perhaps all of it
     */
    public void retry(UUID eventId) {
        settlement.retry(eventId);
    }

    /**
     * Has a rejected event, or its command, sent again on top of what the log holds now: demands of versions, its own and those of
     * what waited behind it, are counted anew from there. The id stays.
     *
     * @throws IllegalStateException as in {@link #retry}
     */
    public void rebase(UUID eventId) {
        settlement.rebase(eventId);
    }

    /**
     * Puts a corrected event into the place of a rejected one; what waited behind it demands the versions that follow.
     *
     * @param corrected of the same id and the same entity; an event that was signed has to be signed again, if more than the base
     *     version changes
     * @throws IllegalArgumentException if it is of another entity, or the log could never accept it, as in {@link OutboxTransaction#append}
     * @throws IllegalStateException as in {@link #retry}
     */
    public void rebase(NewEvent corrected) {
        Sequencer.requireValid(log.id(), corrected);
        settlement.rebase(corrected);
    }

    /**
     * Gives a rejected or blocked event up, and with it its command. What waited behind it goes on, and no longer counts it. Its
     * payload is deleted, the rest is kept for {@link OutboxRelayBuilder#keepDiscarded} so that {@link #receiptOf} can tell.
     *
     * @throws IllegalStateException if the event is neither rejected nor blocked, has been settled, or stands in the log after all
     */
    public void discard(UUID eventId) {
        settlement.discard(eventId);
    }
}
