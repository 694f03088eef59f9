package com.stateset.sequencer.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.ingest.IngestBatch;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tlog.TreeHead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SqliteBackupTest {

    private static final List<StreamId> STREAMS = IntStream.range(0, 3)
            .mapToObj(n -> new StreamId(new UUID(0, 7), new UUID(0, n)))
            .toList();

    @TempDir
    private Path directory;

    @Test
    @Timeout(120)
    void copies_beside_running_writers_are_of_one_moment() throws Exception {
        Path database = directory.resolve("events.db");
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch writing = new CountDownLatch(STREAMS.size());
        ExecutorService writers = Executors.newFixedThreadPool(STREAMS.size());
        try (Sequencer sequencer = sequencer(database)) {
            List<Future<?>> running = STREAMS.stream()
                    .<Future<?>>map(stream -> writers.submit(() -> write(sequencer, stream, writing, stop)))
                    .toList();
            assertThat(writing.await(60, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 5; i++) {
                long before = sequencer.stream(STREAMS.get(0)).head();
                Path copy = Files.createFile(directory.resolve("copy" + i));

                SqliteBackup.copy(database, copy);

                requireWhole(copy, before);
            }
            stop.set(true);
            for (Future<?> writer : running) {
                writer.get(60, TimeUnit.SECONDS);
            }
        } finally {
            stop.set(true);
            writers.shutdownNow();
        }
    }

    @Test
    void a_copy_has_nothing_of_what_was_deleted() throws Exception {
        Path database = directory.resolve("events.db");
        try (Sequencer sequencer = sequencer(database)) {
            append(sequencer, STREAMS.get(0));
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("pragma secure_delete = off");
            statement.execute("create table t (x text)");
            statement.execute("insert into t select hex(zeroblob(500)) || 'SECRET' from events, events");
            statement.execute("drop table t");
        }
        byte[] before = Files.readAllBytes(database);
        Path copy = Files.createFile(directory.resolve("copy"));

        SqliteBackup.copy(database, copy);

        assertThat(new String(before, StandardCharsets.ISO_8859_1)).contains("SECRET");
        assertThat(Files.readString(copy, StandardCharsets.ISO_8859_1)).doesNotContain("SECRET");
        assertThat(SqliteBackup.tips(copy)).isEqualTo(SqliteBackup.tips(database));
    }

    @Test
    void what_is_no_event_store_is_not_copied() throws IOException, SQLException {
        Path other = directory.resolve("other.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + other);
                Statement statement = connection.createStatement()) {
            statement.execute("create table customers (id integer)");
        }
        Path copy = Files.createFile(directory.resolve("copy"));

        assertThatThrownBy(() -> SqliteBackup.copy(other, copy))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage(other + " is a database of another program");
        assertThatThrownBy(() -> SqliteBackup.tips(directory.resolve("none")))
                .isInstanceOf(StoreFailedException.class)
                .hasMessageStartingWith("there is no file ");
        assertThatThrownBy(() -> SqliteBackup.tips(Files.writeString(directory.resolve("text"), "no database at all, but text")))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage("the file is no database");
    }

    @Test
    void a_database_is_held_alone() {
        Path database = directory.resolve("events.db");
        try (EventStore store = SqliteEventStore.open(database)) {
            store.ping();
            assertThatThrownBy(() -> SqliteBackup.hold(database))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("is in use: a server runs on it");
        }
        try (SqliteBackup.Held held = SqliteBackup.hold(database)) {
            assertThat(held.tips()).isEmpty();
            assertThat(directory.resolve("events.db-wal")).doesNotExist();
        }
        try (EventStore store = SqliteEventStore.open(database)) {
            store.ping();
        }
    }

    @Test
    void heads_are_held_against_rows() throws SQLException {
        Path database = directory.resolve("events.db");
        try (Sequencer sequencer = sequencer(database)) {
            append(sequencer, STREAMS.get(0));
            append(sequencer, STREAMS.get(1));
        }
        assertThat(SqliteBackup.miscounted(database)).isEmpty();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("delete from events where stream_id = 1 and sequence_number = 4");
        }
        assertThat(SqliteBackup.miscounted(database))
                .containsExactly("stream " + STREAMS.get(0) + " has 9 events, and its head is 10");
    }

    /** All streams have as many events as their heads say, in order, and the trees over them. */
    private static void requireWhole(Path copy, long least) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
                Statement statement = connection.createStatement();
                ResultSet check = statement.executeQuery("pragma integrity_check")) {
            check.next();
            assertThat(check.getString(1)).isEqualTo("ok");
        }
        assertThat(SqliteBackup.miscounted(copy)).isEmpty();
        List<StreamTip> tips = SqliteBackup.tips(copy);
        assertThat(tips.get(0).head()).isGreaterThanOrEqualTo(least);
        try (EventStore store = SqliteEventStore.open(copy)) {
            for (StreamTip tip : tips) {
                TreeHead tree = store.history().rightEdge(tip.stream()).head();
                assertThat(tip.tree()).contains(tree);
                assertThat(tree.size()).isEqualTo(tip.head());
                assertThat(store.read(tip.stream(), ReadOptions.forwardsFrom(tip.head())).events())
                        .extracting(SequencedEvent::sequenceNumber)
                        .containsExactly(tip.head());
            }
        }
    }

    private static void write(Sequencer sequencer, StreamId stream, CountDownLatch writing, AtomicBoolean stop) {
        while (!stop.get()) {
            append(sequencer, stream);
            writing.countDown();
        }
    }

    private static void append(Sequencer sequencer, StreamId stream) {
        List<NewEvent> events = IntStream.range(0, 10)
                .mapToObj(n -> NewEvent.builder()
                        .entity("t", "i")
                        .eventType("e")
                        .payload("{\"n\":" + n + "}")
                        .build())
                .toList();
        long head = sequencer.ingest(IngestBatch.of(stream, events)).head();
        assertThat(head).isPositive();
    }

    private static Sequencer sequencer(Path database) {
        return Sequencer.builder().store(SqliteEventStore.open(database)).build();
    }
}
