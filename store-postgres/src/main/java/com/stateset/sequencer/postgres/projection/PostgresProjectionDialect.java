package com.stateset.sequencer.postgres.projection;

import com.stateset.sequencer.error.ProjectionFailedException;
import com.stateset.sequencer.postgres.connection.SqlErrors;
import com.stateset.sequencer.postgres.rows.Columns;
import com.stateset.sequencer.projection.jdbi.ProjectionDialect;
import com.stateset.sequencer.projection.jdbi.SqlTemplate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * Projections in the schemas {@code sequencer} and {@code projections}. The time is the server's. Without
 * state; thread-safe.
 *
 * <p><b>Locks.</b> A transaction that makes or removes builds has locked the table of builds, in a mode that
 * lets others read it. One that works on a build holds an advisory lock of its number in shared mode, and one
 * that changes it the same lock alone. Advisory locks are fair, other than a row's lock: who wants to change a
 * build is not overtaken by those who come to work on it. Table first, then numbers: in that order no two wait
 * for each other. What is read of the build is true from the next statement on.
 *
 * <p><b>Ends.</b> All locks are the transaction's, so there is none that a process could leave behind; a
 * process that stands still in its transaction loses it, like a writer of events, after the same time.
 */
public final class PostgresProjectionDialect implements ProjectionDialect {

    private static final SqlTemplate TEMPLATE = new SqlTemplate(
            "sequencer.",
            Map.of(
                    "now", "clock_timestamp()",
                    "later", "clock_timestamp() + :micros * interval '1 microsecond'",
                    "long ago", "'-infinity'",
                    "transaction", "cast(pg_current_xact_id() as text)",
                    "for update of c", "for update of c",
                    "skip locked", "for update skip locked"));

    /** Sets the advisory locks apart from what else the database is used for. */
    private static final int LOCK_SPACE = 0x53515042;

    @Override
    public SqlTemplate template() {
        return TEMPLATE;
    }

    @Override
    public String tablePrefix() {
        return "projections.";
    }

    /** Bound to nothing: the server has a clock. */
    @Override
    public Object now() {
        return 0L;
    }

    @Override
    public Object bound(UUID uuid) {
        return uuid;
    }

    @Override
    public UUID uuid(ResultSet row, String column) throws SQLException {
        return Columns.uuid(row, column);
    }

    @Override
    public Instant instant(ResultSet row, String column) throws SQLException {
        return Columns.instant(row, column);
    }

    /** A view that is replaced keeps its privileges, and other views on it; that needs the same columns, at least. */
    @Override
    public void replaceView(Handle handle, String view, String query) {
        handle.savepoint("show");
        try {
            handle.execute("create or replace view " + view + " as " + query);
        } catch (UnableToExecuteStatementException e) {
            if (!(e.getCause() instanceof SQLException refused && SqlErrors.isOtherShape(refused))) {
                throw e;
            }
            handle.rollbackToSavepoint("show");
            handle.execute("drop view if exists " + view);
            handle.execute("create view " + view + " as " + query);
        }
        handle.releaseSavepoint("show");
    }

    /** As it is: a projection that ends the transaction is found out by {@link #isUnbroken}. */
    @Override
    public Handle lend(Handle handle) {
        return handle;
    }

    /** The number of a transaction is never used again, so the same number is the same transaction. */
    @Override
    public boolean isUnbroken(Handle handle, String transaction) {
        return handle.createQuery("select cast(pg_current_xact_id() as text) = :transaction")
                .bind("transaction", transaction)
                .mapTo(Boolean.class)
                .one();
    }

    /**
     * When the database goes away under a projection, or another writer is in its way, that is not the
     * event's fault. What the database says of a row's values is not kept.
     */
    @Override
    public ProjectionFailedException blame(ProjectionFailedException failure) throws SQLException {
        List<SQLException> refusals = Stream.iterate(failure.getCause(), Objects::nonNull, Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .toList();
        for (SQLException refused : refusals) {
            if (SqlErrors.isUnavailable(refused) || SqlErrors.isContention(refused)) {
                throw refused;
            }
        }
        boolean inTheDatabasesWords =
                failure.getCause() instanceof JdbiException || failure.getCause() instanceof SQLException;
        return inTheDatabasesWords && !refusals.isEmpty()
                ? new ProjectionFailedException(failure.sequenceNumber(), SqlErrors.withoutValues(refusals.get(0)))
                : failure;
    }

    @Override
    public void lockBuilds(Handle handle) {
        handle.execute("lock table sequencer.projection_builds in share row exclusive mode");
    }

    @Override
    public void lockToWorkOn(Handle handle, long buildId) {
        lock(handle, "pg_advisory_xact_lock_shared", buildId);
    }

    /** The table first, in a mode that only {@link #lockBuilds} excludes, then the number. */
    @Override
    public void lockToChange(Handle handle, long buildId) {
        handle.execute("lock table sequencer.projection_builds in row exclusive mode");
        lock(handle, "pg_advisory_xact_lock", buildId);
    }

    /** While it waits for a table, new readers of that wait behind it. */
    @Override
    public void letReadersGoFirst(Handle handle) {
        handle.execute("set local lock_timeout = 50");
    }

    /** Builds that share a number wait for each other, and no harm is done. */
    private static void lock(Handle handle, String function, long buildId) {
        handle.execute("select " + function + "(?, ?)", LOCK_SPACE, Long.hashCode(buildId));
    }
}
