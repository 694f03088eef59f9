package com.stateset.sequencer.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.sqlite.connection.EventSchema;
import com.stateset.sequencer.sqlite.support.SqliteFile;
import com.stateset.sequencer.sqlite.support.SqliteWriter;
import com.stateset.sequencer.sqlite.write.WriteSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By what becomes of a file when some 5,000 pages, 20 MiB, are written to it at once. */
class CheckpointerTest {

    private static final int MIB = 1 << 20;
    private static final int MUCH = 20 * MIB;
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void makeFile() throws SQLException {
        file = folder.resolve("events.db");
        try (SqliteWriter<WriteSession> writer = open()) {
            run(writer, "create table blobs (bytes blob)");
        }
    }

    @Test
    void a_long_log_is_copied_beside_the_writer() throws Exception {
        try (SqliteWriter<WriteSession> writer = open()) {
            store(writer, MUCH);
            awaitCopied(MUCH);
        }
    }

    @Test
    void a_log_that_is_copied_is_begun_anew() throws Exception {
        try (SqliteWriter<WriteSession> writer = open()) {
            store(writer, MUCH);
            long salts = salts();
            await(() -> {
                store(writer, 1);
                return salts() != salts;
            });
            assertThat(Files.size(log())).isLessThan(2L * MUCH);
        }
    }

    @Test
    void closing_waits_for_a_copy_and_removes_the_log() throws Exception {
        try (SqliteWriter<WriteSession> writer = open()) {
            store(writer, MUCH);
        }
        assertThat(log()).doesNotExist();
        assertSound(1);
    }

    @Test
    void what_a_reader_needs_is_copied_when_it_is_gone() throws Exception {
        try (SqliteWriter<WriteSession> writer = open()) {
            try (Connection reader = Samples.connect(file);
                    Statement statement = reader.createStatement()) {
                statement.execute("begin");
                assertThat(count(statement)).isZero();
                store(writer, MUCH);
                await(() -> threads() == 0);
                assertThat(count(statement)).isZero();
                assertThat(Files.size(file)).isLessThan(MUCH);
            }
            store(writer, MUCH);
            await(() -> {
                run(writer, "delete from blobs where false");
                return Files.size(file) >= 2 * MUCH;
            });
        }
        assertSound(2);
    }

    @Test
    void a_new_connection_after_a_failure_is_served_too() throws Exception {
        try (SqliteWriter<WriteSession> writer = open()) {
            store(writer, MUCH);
            assertThatThrownBy(() -> run(writer, "no statement")).isInstanceOf(SQLException.class);
            store(writer, MUCH);
            awaitCopied(2 * MUCH);
        }
        assertSound(2);
    }

    @Test
    void one_who_was_interrupted_ends_no_copying() throws Exception {
        try (SqliteWriter<WriteSession> writer = open()) {
            Thread.currentThread().interrupt();
            store(writer, 1);
            assertThat(Thread.interrupted()).isTrue();
            store(writer, MUCH);
            awaitCopied(MUCH);
        }
        assertSound(2);
    }

    @Test
    void a_writer_copies_by_itself_at_64_mib_only() throws Exception {
        try (SqliteWriter<WriteSession> writer = open()) {
            assertThat(autocheckpoint(writer)).isEqualTo(16_000);
            assertThatThrownBy(() -> run(writer, "no statement")).isInstanceOf(SQLException.class);
            assertThat(autocheckpoint(writer)).isEqualTo(16_000);
        }
    }

    private static int autocheckpoint(SqliteWriter<WriteSession> writer) throws SQLException {
        return writer.inTransaction(session -> {
            try (Statement statement = session.connection().createStatement();
                    ResultSet frames = statement.executeQuery("pragma wal_autocheckpoint")) {
                return frames.getInt(1);
            }
        });
    }

    @Test
    void two_writers_lose_nothing_and_bound_the_log() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (SqliteWriter<WriteSession> one = open();
                SqliteWriter<WriteSession> other = open()) {
            List<Callable<Integer>> both = List.of(() -> storeOften(one), () -> storeOften(other));
            for (Future<Integer> done : threads.invokeAll(both)) {
                assertThat(done.get()).isEqualTo(20);
            }
            assertThat(Files.size(log())).isLessThan(80L * MIB);
        } finally {
            threads.shutdownNow();
        }
        assertSound(40);
    }

    private int storeOften(SqliteWriter<WriteSession> writer) throws SQLException {
        int stored = 0;
        while (stored < 20) {
            store(writer, 3 * MIB);
            stored++;
        }
        return stored;
    }

    private SqliteWriter<WriteSession> open() throws SQLException {
        SqliteFile place = SqliteFile.at(file, EventSchema.SCHEMA);
        Connection connection = place.openWriter();
        EventSchema.SCHEMA.migrate(connection);
        return SqliteWriter.to(place, connection, WriteSession::on, DEADLINE);
    }

    private static void store(SqliteWriter<WriteSession> writer, int bytes) throws SQLException {
        assertThat(run(writer, "insert into blobs values (randomblob(" + bytes + "))"))
                .isEqualTo(1);
    }

    private static int run(SqliteWriter<WriteSession> writer, String sql) throws SQLException {
        return writer.inTransaction(session -> {
            try (PreparedStatement statement = session.connection().prepareStatement(sql)) {
                return statement.executeUpdate();
            }
        });
    }

    private void assertSound(int rows) throws SQLException {
        try (Connection connection = Samples.connect(file);
                Statement statement = connection.createStatement()) {
            assertThat(count(statement)).isEqualTo(rows);
            try (ResultSet found = statement.executeQuery("pragma integrity_check")) {
                assertThat(found.getString(1)).isEqualTo("ok");
            }
        }
    }

    private static int count(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("select count(*) from blobs")) {
            return row.getInt(1);
        }
    }

    private void awaitCopied(long bytes) throws Exception {
        await(() -> Files.size(file) >= bytes);
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("sqlite-checkpoint"))
                .count();
    }

    private long salts() throws IOException {
        ByteBuffer salts = ByteBuffer.allocate(Long.BYTES);
        try (FileChannel log = FileChannel.open(log(), StandardOpenOption.READ)) {
            assertThat(log.read(salts, 16)).isEqualTo(Long.BYTES);
        }
        return salts.getLong(0);
    }

    private Path log() {
        return folder.resolve("events.db-wal");
    }
}
