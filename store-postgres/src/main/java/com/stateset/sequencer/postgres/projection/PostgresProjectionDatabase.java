package com.stateset.sequencer.postgres.projection;

import com.stateset.sequencer.postgres.connection.Database;
import com.stateset.sequencer.projection.jdbi.ProjectionDatabase;
import com.stateset.sequencer.projection.jdbi.ProjectionDialect;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.HandleCallback;

/**
 * The store's database as projections use it.
 *
 * @param database where the events are
 * @param dialect how it is spoken to
 */
public record PostgresProjectionDatabase(Database database, ProjectionDialect dialect) implements ProjectionDatabase {

    /** Only those wait meanwhile who would hold or change the build. */
    private static final Duration LONGEST_WORK = Duration.ofMillis(500);

    @Override
    public Duration longestWork() {
        return LONGEST_WORK;
    }

    @Override
    public <T> T read(HandleCallback<T, SQLException> work) {
        return database.read(work);
    }

    @Override
    public <T> T write(HandleCallback<T, SQLException> work) {
        return database.write(work);
    }

    @Override
    public <T> Optional<T> tryToWrite(HandleCallback<T, SQLException> work) {
        return database.tryToWrite(work);
    }
}
