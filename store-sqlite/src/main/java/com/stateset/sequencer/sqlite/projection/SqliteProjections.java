package com.stateset.sequencer.sqlite.projection;

import com.stateset.sequencer.error.ProjectionFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.projection.jdbi.ProjectionDatabase;
import com.stateset.sequencer.projection.jdbi.ProjectionDialect;
import com.stateset.sequencer.projection.jdbi.SqlTemplate;
import com.stateset.sequencer.sqlite.connection.EventSchema;
import com.stateset.sequencer.sqlite.connection.SqliteDatabase;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * Projections in the event file: what they write takes its turn with the appends. SQLite has one writer at
 * a time, so what has begun to write is alone and locks nothing. The time is the store's: SQLite itself
 * counts milliseconds.
 *
 * <p><b>Exactly once.</b> A projection's rows and the position it has reached are in one file, so one
 * transaction moves both: a crash leaves the two together. An event's work stands in a savepoint; when
 * it fails, that alone is undone, and the failure is recorded in the same transaction.
 *
 * <p><b>What must hold.</b> The code of a projection gets a handle that cannot end the transaction. It
 * could still do so by a statement of its own; then the savepoint is gone, {@link #isUnbroken} says so,
 * and the work is not counted as done.
 *
 * <p><b>Turns.</b> Work in one transaction is cut off after {@link #longestWork}, so that appends wait
 * no longer than that for a projection that catches up.
 */
public final class SqliteProjections implements ProjectionDatabase, ProjectionDialect {

    /** Is gone as soon as the transaction has been ended by a statement. */
    private static final String SAVEPOINT = "projection_work";

    /** Appends wait meanwhile. */
    private static final Duration LONGEST_WORK = Duration.ofMillis(50);

    private static final SqlTemplate TEMPLATE = new SqlTemplate(
            "",
            Map.of(
                    "now", ":now",
                    "later", ":now + :micros",
                    "long ago", "0",
                    "transaction", "'" + SAVEPOINT + "'",
                    "for update of c", "",
                    "skip locked", ""));

    private final SqliteDatabase database;
    private final ProjectionHandles handles = new ProjectionHandles();

    public SqliteProjections(SqliteDatabase database) {
        this.database = database;
    }

    @Override
    public ProjectionDialect dialect() {
        return this;
    }

    @Override
    public Duration longestWork() {
        return LONGEST_WORK;
    }

    @Override
    public <T> T read(HandleCallback<T, SQLException> work) {
        return database.read(work);
    }

    /** Under the writer's lock, like an append: the two take turns. */
    @Override
    public <T> T write(HandleCallback<T, SQLException> work) {
        return database.write(session -> work.withHandle(session.handle()));
    }

    /** Nothing is in the way once a transaction has begun: writers wait, and readers see what was before. */
    @Override
    public <T> Optional<T> tryToWrite(HandleCallback<T, SQLException> work) {
        return Optional.of(write(work));
    }

    @Override
    public SqlTemplate template() {
        return TEMPLATE;
    }

    @Override
    public String tablePrefix() {
        return "";
    }

    /** In microseconds, and bound as a value: the clock is the store's, which tests may set. */
    @Override
    public Object now() {
        return database.now();
    }

    @Override
    public Object bound(UUID uuid) {
        return BinaryForm.bytes(uuid);
    }

    @Override
    public UUID uuid(ResultSet row, String column) throws SQLException {
        return BinaryForm.uuid(row.getBytes(column));
    }

    @Override
    public Instant instant(ResultSet row, String column) throws SQLException {
        return BinaryForm.instant(row.getLong(column));
    }

    /** In one transaction, so that no reader finds it missing. SQLite has no {@code create or replace view}. */
    @Override
    public void replaceView(Handle handle, String view, String query) {
        handle.execute("drop view if exists " + view);
        handle.execute("create view " + view + " as " + query);
    }

    @Override
    public Handle lend(Handle handle) {
        handle.execute("savepoint " + SAVEPOINT);
        return handles.on(handle.getConnection());
    }

    /** To release the savepoint shows that it is there, which it is only as long as its transaction; then the next piece of work gets one. */
    @Override
    public boolean isUnbroken(Handle handle, String transaction) {
        try {
            handle.execute("release " + transaction);
        } catch (UnableToExecuteStatementException e) {
            return false;
        }
        handle.execute("savepoint " + transaction);
        return true;
    }

    /** When the disk is full or the file cannot be reached, that is not the event's fault. */
    @Override
    public ProjectionFailedException blame(ProjectionFailedException failure) {
        if (failure.getCause() != null
                && EventSchema.FAILURES.translate(failure.getCause()) instanceof StoreUnavailableException away) {
            throw away;
        }
        return failure;
    }
}
