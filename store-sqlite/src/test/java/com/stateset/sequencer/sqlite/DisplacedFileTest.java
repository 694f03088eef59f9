package com.stateset.sequencer.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done to the files of a store while it is open. */
class DisplacedFileTest {

    @TempDir
    private Path folder;

    private Path file;
    private Path log;
    private SqliteEventStore store;

    @BeforeEach
    void open() {
        file = folder.resolve("events.db");
        log = folder.resolve("events.db-wal");
        store = SqliteEventStore.open(file);
        Samples.append(store, Samples.candidate());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void nothing_is_appended_to_a_deleted_file() throws IOException {
        Files.delete(file);
        assertRefused(file.getFileName() + " is gone: it was moved or deleted while it was in use");
        assertThat(store.head(Samples.STREAM)).isEqualTo(1);
    }

    @Test
    void nothing_is_appended_to_a_file_whose_log_is_deleted() throws IOException {
        Files.delete(log);
        assertRefused(log.getFileName() + " is gone: it was moved or deleted while it was in use");
    }

    @Test
    void nothing_is_appended_beside_a_replacement() throws IOException {
        Path copy = Files.copy(file, folder.resolve("copy.db"));
        Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
        byte[] before = Files.readAllBytes(file);
        assertRefused(file.getFileName() + " is another file than the one that was opened");
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void a_file_that_is_back_in_its_place_is_appended_to() throws IOException {
        Path elsewhere = folder.resolve("elsewhere.db");
        Files.move(file, elsewhere);
        assertRefused(file.getFileName() + " is gone");
        Files.move(elsewhere, file);
        store.ping();
        assertThat(Samples.append(store, Samples.candidate()).head()).isEqualTo(2);
    }

    /** A failed transaction closes its connection: the next one must not open what stands there now. */
    @Test
    void a_new_connection_is_not_opened_to_a_replacement() throws IOException {
        assertThatThrownBy(() -> store.history().headsLog().keepCheckpoint(-1, null))
                .isInstanceOf(RuntimeException.class);
        Files.move(file, folder.resolve("elsewhere.db"));
        SqliteEventStore.open(folder.resolve("new.db")).close();
        Files.move(folder.resolve("new.db"), file);
        assertRefused(file.getFileName() + " is another file than the one that was opened");
    }

    private void assertRefused(String message) {
        assertUnavailable(() -> Samples.append(store, Samples.candidate()), message);
        assertUnavailable(() -> store.agentKeys().register(Samples.key(1)), message);
        assertUnavailable(store::ping, message);
    }

    private static void assertUnavailable(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(StoreUnavailableException.class).hasMessageStartingWith(message);
    }
}
