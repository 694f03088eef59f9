package com.stateset.sequencer.benchmarks.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which PostgreSQL database is measured. */
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class DatabaseOption {

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--database-url",
            description = "An empty PostgreSQL database: postgres://user:password@host/database. "
                    + "Without it, a durable server is started for the run.")
    private @Nullable String url;

    /** Made by picocli. */
    public DatabaseOption() {}

    /**
     * Opens the database.
     *
     * @throws ParameterException if it is in use as an event store
     */
    public BenchmarkDatabase open() throws SQLException {
        try {
            return BenchmarkDatabase.open(url);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--database-url: " + e.getMessage(), e);
        }
    }
}
