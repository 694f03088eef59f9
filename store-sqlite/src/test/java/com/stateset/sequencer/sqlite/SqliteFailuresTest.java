package com.stateset.sequencer.sqlite;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.sqlite.connection.EventSchema;
import com.stateset.sequencer.sqlite.support.SqliteFile;
import com.stateset.sequencer.sqlite.support.SqliteWriter;
import com.stateset.sequencer.sqlite.write.GroupAppend;
import com.stateset.sequencer.sqlite.write.WriteSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class SqliteFailuresTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("events.db");
    }

    @Test
    void a_full_disk_undoes_the_group_and_the_next_one_finds_room() throws SQLException {
        List<AppendBatch> large = Samples.batch(event(Samples.STREAM)
                .payload("\"" + "x".repeat(1_000_000) + "\"")
                .candidate());
        SqliteFile database = SqliteFile.at(file, EventSchema.SCHEMA);
        Connection small = database.openWriter();
        EventSchema.SCHEMA.migrate(small);
        try (Statement statement = small.createStatement()) {
            statement.execute("pragma max_page_count = 50");
        }
        try (SqliteWriter<WriteSession> writer = SqliteWriter.to(database, small, WriteSession::on, Duration.ZERO)) {
            assertThat(append(writer, Samples.batch(Samples.candidate())).head())
                    .isEqualTo(1);
            assertThat(EventSchema.FAILURES.translate(catchThrowable(() -> append(writer, large))))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessage("the disk of the event file is full");
            assertThat(small.isClosed()).isTrue();
            assertThat(append(writer, large).head()).isEqualTo(2);
        }
    }

    @Test
    void a_failure_in_memory_undoes_the_group_too() throws SQLException {
        Connection connection = SqliteFile.openInMemory();
        EventSchema.SCHEMA.migrate(connection);
        try (SqliteWriter<WriteSession> writer = SqliteWriter.toMemory(connection, WriteSession::on)) {
            assertThatThrownBy(() -> writer.inTransaction(session -> {
                        new GroupAppend(session, Samples.batch(Samples.candidate()), 0).run();
                        throw new IllegalStateException("between writing and committing");
                    }))
                    .hasMessage("between writing and committing");
            assertThat(append(writer, Samples.batch(Samples.candidate())).head())
                    .isEqualTo(1);
        }
    }

    @Test
    void a_damaged_row_is_named() throws SQLException {
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            Samples.append(store, Samples.candidate(), Samples.candidate());
            Samples.execute(file, "update events set leaf_hash = x'00' where sequence_number = 2");
            assertThat(store.read(Samples.STREAM, ReadOptions.forwardsFrom(1).limit(1))
                            .events())
                    .hasSize(1);
            assertThatThrownBy(() -> store.read(Samples.STREAM, ReadOptions.forwardsFrom(1)))
                    .isInstanceOf(StoreFailedException.class)
                    .hasMessage("the stored event 2 of stream " + Samples.STREAM + " is damaged");
        }
    }

    @Test
    void an_erased_payload_is_no_damage() throws SQLException {
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            Samples.append(store, Samples.candidate());
            Samples.execute(file, "update events set payload = null, payload_state = 2");
            assertThat(store.read(Samples.STREAM, ReadOptions.forwardsFrom(1)).events())
                    .singleElement()
                    .satisfies(erased -> assertThat(erased.event().payload()).isEqualTo(new Payload.Erased()));
        }
    }

    @Test
    void a_damaged_file_is_called_so() throws IOException {
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            for (int i = 0; i < 30; i++) {
                Samples.append(
                        store, Stream.generate(Samples::candidate).limit(100).toArray(AdmittedEvent[]::new));
            }
        }
        damageTheSecondHalf();
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThatThrownBy(() -> store.read(Samples.STREAM, ReadOptions.backwardsFromHead()))
                    .isInstanceOf(StoreFailedException.class)
                    .hasMessage("the event file is damaged");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SQLITE_BUSY_RECOVERY, StoreUnavailableException, another process holds the event file",
        "SQLITE_IOERR_FSYNC, StoreUnavailableException, the event file cannot be read or written just now",
        "SQLITE_CANTOPEN_ISDIR, StoreUnavailableException, the event file cannot be opened",
        "SQLITE_READONLY_DBMOVED, StoreFailedException, there is no permission to write to the event file",
        "SQLITE_CORRUPT_INDEX, StoreFailedException, the event file is damaged",
        "SQLITE_TOOBIG, StoreFailedException, an event is too large to be stored",
        "SQLITE_ERROR, StoreFailedException, the event store failed",
    })
    void nothing_of_the_drivers_words_gets_out(SQLiteErrorCode code, String type, String message) {
        SQLException refusal = new SQLiteException("[SQLITE] near select: secret", code);
        assertThat(EventSchema.FAILURES.translate(new IllegalStateException(refusal)))
                .hasMessage(message)
                .hasRootCause(refusal)
                .satisfies(translated ->
                        assertThat(translated.getClass().getSimpleName()).isEqualTo(type));
    }

    private static AppendResult append(SqliteWriter<WriteSession> writer, List<AppendBatch> group) throws SQLException {
        return writer.inTransaction(session -> new GroupAppend(session, group, 0).run())
                .orElseThrow()
                .get(0);
    }

    private void damageTheSecondHalf() throws IOException {
        int half = (int) Files.size(file) / 2;
        byte[] noise = new byte[half];
        Arrays.fill(noise, (byte) 0xab);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(noise), half);
        }
    }
}
