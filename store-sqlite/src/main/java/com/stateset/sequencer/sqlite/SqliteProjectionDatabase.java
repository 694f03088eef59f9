package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.projection.jdbi.ProjectionDatabase;
import com.stateset.sequencer.projection.jdbi.ProjectionDialect;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.HandleCallback;

/** The event file as projections use it: what they write takes its turn with the appends. */
final class SqliteProjectionDatabase implements ProjectionDatabase {

    /** Appends wait meanwhile. */
    private static final Duration LONGEST_WORK = Duration.ofMillis(50);

    private final Database database;
    private final ProjectionDialect dialect;

    SqliteProjectionDatabase(Database database) {
        this.database = database;
        this.dialect = new SqliteProjectionDialect(database);
    }

    @Override
    public ProjectionDialect dialect() {
        return dialect;
    }

    @Override
    public Duration longestWork() {
        return LONGEST_WORK;
    }

    @Override
    public <T> T read(HandleCallback<T, SQLException> work) {
        return database.read(work::withHandle);
    }

    @Override
    public <T> T write(HandleCallback<T, SQLException> work) {
        return database.write(session -> work.withHandle(session.handle()));
    }

    /** Nobody is in the way of who has begun to write: neither writers, which wait, nor readers, which see what was before. */
    @Override
    public <T> Optional<T> tryToWrite(HandleCallback<T, SQLException> work) {
        return Optional.of(write(work));
    }
}
