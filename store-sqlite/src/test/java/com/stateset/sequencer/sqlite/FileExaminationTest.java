package com.stateset.sequencer.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.tck.EventBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is copied, lost and mixed up of databases and their logs, as a crash or a careless copy leaves it. */
class FileExaminationTest {

    private static final String LOG = "-wal";

    @TempDir
    private Path folder;

    @Test
    void a_database_with_its_log_goes_on_after_a_crash() throws IOException {
        Path crashed = crashed("events.db", 3);
        try (SqliteEventStore store = SqliteEventStore.open(crashed)) {
            assertThat(store.head(Samples.STREAM)).isEqualTo(3);
        }
        try (SqliteEventStore store = SqliteEventStore.open(crashed)) {
            assertThat(store.head(Samples.STREAM)).isEqualTo(3);
        }
    }

    @Test
    void a_log_without_its_database_is_refused() throws IOException {
        Path crashed = crashed("events.db", 3);
        Files.delete(crashed);
        assertRefused(crashed, crashed + LOG + " is there without its database");
        Files.createFile(crashed);
        assertRefused(crashed, crashed + LOG + " is there without its database");
    }

    @Test
    void a_copy_without_its_log_is_refused() throws IOException, SQLException {
        Path copy = crashed("events.db", 3);
        Files.delete(log(copy));
        assertRefused(copy, copy + " is not whole: it was in use when it was copied");
        // As the message says.
        Samples.execute(copy, "update sequencer_file_mark set armed = 0");
        SqliteEventStore.open(copy).close();
    }

    /** SQLite has copied the log into the database and begun it anew several times. */
    @Test
    void so_is_one_of_a_store_that_has_written_much() throws IOException {
        Path file = folder.resolve("much.db");
        Path copy = folder.resolve("copy.db");
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            long deadline = System.nanoTime() + 30_000_000_000L;
            do {
                appendMuch(store);
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            } while (Files.size(copy) < 17_000_000 && System.nanoTime() < deadline);
            // The mark follows SQLite's new log within a second, if events come.
            do {
                Samples.append(store, Samples.candidate());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            } while (isTaken(copy) && System.nanoTime() < deadline);
        }
        assertRefused(copy, copy + " is not whole");
    }

    @Test
    void a_copy_by_sqlite_itself_is_whole() throws SQLException {
        Path file = folder.resolve("events.db");
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            Samples.append(store, Samples.candidate());
            Samples.execute(file, "vacuum into '" + folder.resolve("vacuumed.db") + "'");
            Samples.execute(file, "backup to '" + folder.resolve("backup.db") + "'");
        }
        for (String copy : List.of("events.db", "vacuumed.db", "backup.db")) {
            try (SqliteEventStore store = SqliteEventStore.open(folder.resolve(copy))) {
                assertThat(store.head(Samples.STREAM)).as(copy).isEqualTo(1);
            }
        }
    }

    @Test
    void a_crashed_database_that_another_program_has_closed_is_whole() throws IOException, SQLException {
        Path crashed = crashed("events.db", 3);
        Samples.execute(crashed, "create table t (x)");
        assertThat(log(crashed)).doesNotExist();
        SqliteEventStore.open(crashed).close();
    }

    @Test
    void the_log_of_another_database_is_refused() throws IOException {
        Path one = crashed("one.db", 3);
        Path other = crashed("other.db", 5);
        Files.move(log(other), log(one), StandardCopyOption.REPLACE_EXISTING);
        assertRefused(one, one + LOG + " does not belong to " + one);
    }

    /** A backup is put back, and the log of what stood there is forgotten there. */
    @Test
    void the_log_of_a_newer_copy_is_refused() throws IOException {
        Path file = folder.resolve("events.db");
        Path old = folder.resolve("old.db");
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            Samples.append(store, Samples.candidate());
        }
        Files.copy(file, old);
        for (int i = 0; i < 3; i++) {
            try (SqliteEventStore store = SqliteEventStore.open(file)) {
                Samples.append(store, Samples.candidate());
                copyOpen(file, folder.resolve("crashed.db"));
            }
        }
        Files.copy(log(folder.resolve("crashed.db")), log(old));
        assertRefused(old, old + LOG + " does not belong to " + old);
    }

    @Test
    void stores_that_share_a_file_do_not_disturb_each_other() throws IOException {
        Path file = folder.resolve("events.db");
        try (SqliteEventStore first = SqliteEventStore.open(file)) {
            for (int i = 0; i < 20; i++) {
                try (SqliteEventStore second = SqliteEventStore.open(file)) {
                    Samples.append(first, Samples.candidate());
                    Samples.append(second, Samples.candidate());
                }
            }
            copyOpen(file, folder.resolve("crashed.db"));
        }
        try (SqliteEventStore store = SqliteEventStore.open(folder.resolve("crashed.db"))) {
            assertThat(store.head(Samples.STREAM)).isEqualTo(40);
        }
    }

    /** The files of a store that was open and had appended {@code events} events when they were copied. */
    private Path crashed(String name, int events) throws IOException {
        Path original = folder.resolve("original-" + name);
        Path copy = folder.resolve(name);
        try (SqliteEventStore store = SqliteEventStore.open(original)) {
            for (int i = 0; i < events; i++) {
                Samples.append(store, Samples.candidate());
            }
            copyOpen(original, copy);
        }
        return copy;
    }

    private static void copyOpen(Path original, Path copy) throws IOException {
        Files.copy(original, copy, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(log(original), log(copy), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void appendMuch(SqliteEventStore store) {
        StreamId stream = new StreamId(UUID.randomUUID(), UUID.randomUUID());
        for (int group = 0; group < 10; group++) {
            store.append(List.of(new AppendBatch(
                    stream,
                    IntStream.range(0, 500)
                            .mapToObj(i -> EventBuilder.event(stream).candidate())
                            .toList(),
                    0)));
        }
    }

    private static boolean isTaken(Path file) throws IOException {
        try {
            SqliteEventStore.open(file).close();
            return true;
        } catch (StoreFailedException e) {
            return false;
        }
    }

    private void assertRefused(Path file, String message) throws IOException {
        List<byte[]> before = contents(file);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> SqliteEventStore.open(file))
                    .isInstanceOf(StoreFailedException.class)
                    .hasMessageStartingWith(message);
        }
        assertThat(contents(file)).as("nothing is changed").containsExactlyElementsOf(before);
    }

    private static List<byte[]> contents(Path file) throws IOException {
        return Stream.of(file, log(file))
                .filter(Files::exists)
                .map(FileExaminationTest::content)
                .toList();
    }

    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path log(Path file) {
        return Path.of(file + LOG);
    }
}
