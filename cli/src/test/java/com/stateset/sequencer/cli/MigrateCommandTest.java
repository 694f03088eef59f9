package com.stateset.sequencer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.testsupport.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrateCommandTest {

    @TempDir
    private Path directory;

    @Test
    void a_file() {
        String[] command = {"migrate", "--data", directory.toString()};

        CommandRun first = CommandRun.of(command);
        CommandRun second = CommandRun.of(command);

        assertThat(first.exitCode()).isZero();
        assertThat(first.out()).contains("events.db: the schema was empty, and is now at version ");
        assertThat(second.exitCode()).isZero();
        assertThat(second.out()).contains("events.db: the schema is up to date already, at version ");
    }

    @Test
    void a_directory_that_is_not_there_is_not_made() {
        Path missing = directory.resolve("mistyped");

        CommandRun run = CommandRun.of("migrate", "--data", missing.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("there is no directory " + missing + "; say with --data");
        assertThat(missing).doesNotExist();
    }

    @Test
    void a_postgresql_database() {
        String url = TestPostgres.shared().createDatabase();
        String[] command = {"migrate", "--database-url", url};

        CommandRun first = CommandRun.of(command);
        CommandRun second = CommandRun.of(command);

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out())
                .contains("the schema was incomplete (the database schema lacks ")
                .contains("), and is now complete")
                .doesNotContain("postgres:postgres");
        assertThat(second.exitCode()).isZero();
        assertThat(second.out()).contains(": the schema is up to date already, complete");
        TestPostgres.shared().dropDatabase(url);
    }

    @Test
    void a_database_that_is_not_there() {
        CommandRun run = CommandRun.of("migrate", "--database-url", "postgres://u:p@localhost:1/none");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).isEqualTo("migrate: the database cannot be reached\n");
    }
}
