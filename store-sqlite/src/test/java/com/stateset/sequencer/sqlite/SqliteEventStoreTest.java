package com.stateset.sequencer.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.sqlite.connection.EventSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteEventStoreTest {

    @TempDir
    private Path folder;

    @Test
    void a_new_file_is_created_and_its_companions_vanish_on_close() {
        Path file = folder.resolve("events.db");
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            Samples.append(store, Samples.candidate());
        }
        assertThat(folder).isDirectoryContaining(found -> found.equals(file));
        assertThat(folder.toFile().list()).hasSize(1);
    }

    @Test
    void an_empty_file_is_as_good_as_none() throws IOException {
        Path file = Files.createFile(folder.resolve("events.db"));
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(store.head(Samples.STREAM)).isZero();
        }
    }

    @Test
    void no_character_of_a_path_means_anything() {
        for (String name : List.of("a b", "a?mode=memory", "a#b", "a%20b", "file:a", ":memory:", "a&b;c'd\"e", "é")) {
            Path file = folder.resolve(name);
            try (SqliteEventStore store = SqliteEventStore.open(file)) {
                Samples.append(store, Samples.candidate());
            }
            assertThat(file).isRegularFile();
            try (SqliteEventStore store = SqliteEventStore.open(file)) {
                assertThat(store.head(Samples.STREAM)).isEqualTo(1);
            }
        }
    }

    @Test
    void a_missing_folder_is_named() {
        assertThatThrownBy(() -> SqliteEventStore.open(folder.resolve("none/events.db")))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage("the folder " + folder.resolve("none") + " does not exist");
    }

    @Test
    void a_folder_is_no_file() {
        assertThatThrownBy(() -> SqliteEventStore.open(folder))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage(folder + " is a folder, not a file");
    }

    @Test
    void a_file_of_another_kind_is_refused_and_kept() throws IOException {
        Path file = Files.writeString(folder.resolve("letter.txt"), "Dear Sir or Madam, ".repeat(100));
        assertThatThrownBy(() -> SqliteEventStore.open(file))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage("cannot open " + file + ": the file is no database");
        assertThat(file).hasContent("Dear Sir or Madam, ".repeat(100));
    }

    @Test
    void another_programs_database_is_refused_and_kept() throws IOException, SQLException {
        Path file = folder.resolve("other.db");
        Samples.execute(file, "create table songs (title text)");
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> SqliteEventStore.open(file))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage(file + " is a database of another program");
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void a_file_of_a_newer_version_is_refused() throws SQLException {
        Path file = folder.resolve("events.db");
        SqliteEventStore.open(file).close();
        Samples.execute(
                file,
                "insert into schema_history select 99, '99', 'from the future', type, script, checksum, installed_by,"
                        + " installed_on, execution_time, success from schema_history limit 1");
        assertThatThrownBy(() -> SqliteEventStore.open(file))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage(file + " was written by a newer version of this library: its schema is number 99,"
                        + " the newest one known here is number " + EventSchema.SCHEMA.version());
    }

    @Test
    void a_file_is_opened_without_migrating_it_or_refused() throws SQLException {
        Path file = folder.resolve("events.db");
        assertThatThrownBy(() -> SqliteEventStore.openMigrated(file))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage("there is no file " + file + "; migrate it first");
        assertThat(file).doesNotExist();
        SqliteEventStore.open(file).close();
        try (SqliteEventStore store = SqliteEventStore.openMigrated(file)) {
            Samples.append(store, Samples.candidate());
        }
        int newest = EventSchema.SCHEMA.version();
        Samples.execute(file, "delete from schema_history where version = '" + newest + "'");
        assertThatThrownBy(() -> SqliteEventStore.openMigrated(file))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage("the schema of " + file + " is number " + (newest - 1) + ", and must be number " + newest
                        + "; migrate it first");
    }

    @Test
    void many_may_open_a_new_file_at_once() throws Exception {
        int openers = 6;
        Path file = folder.resolve("events.db");
        CyclicBarrier start = new CyclicBarrier(openers);
        Callable<Long> opener = () -> {
            start.await();
            try (SqliteEventStore store = SqliteEventStore.open(file)) {
                return Samples.append(store, Samples.candidate()).head();
            }
        };
        assertThat(allAtOnce(openers, opener)).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void ping_notices_that_the_file_is_gone() throws IOException {
        Path file = folder.resolve("events.db");
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            store.ping();
            Files.delete(file);
            assertThatThrownBy(store::ping)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageStartingWith(
                            file.getFileName() + " is gone: it was moved or deleted while it was in use");
        }
    }

    @Test
    void a_closed_store_says_so() {
        SqliteEventStore store = SqliteEventStore.inMemory();
        store.close();
        assertThatThrownBy(() -> Samples.append(store, Samples.candidate()))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage("the store is closed");
        assertThatThrownBy(() -> store.head(Samples.STREAM)).hasMessage("the store is closed");
    }

    private static <T> List<T> allAtOnce(int threads, Callable<T> work)
            throws InterruptedException, ExecutionException {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(executor.submit(work));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }
}
