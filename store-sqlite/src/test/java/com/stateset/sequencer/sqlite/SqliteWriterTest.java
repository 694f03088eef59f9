package com.stateset.sequencer.sqlite;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.error.StreamBusyException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendBatch;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteWriterTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("events.db");
    }

    @Test
    void stores_on_one_file_know_of_each_others_events_at_once() {
        try (SqliteEventStore one = SqliteEventStore.open(file);
                SqliteEventStore other = SqliteEventStore.open(file)) {
            AdmittedEvent first = Samples.candidate();
            for (int head = 1; head < 20; head += 2) {
                assertThat(Samples.append(one, head == 1 ? first : Samples.candidate())
                                .head())
                        .isEqualTo(head);
                assertThat(Samples.append(other, Samples.candidate()).head()).isEqualTo(head + 1);
                assertThat(one.head(Samples.STREAM)).isEqualTo(head + 1);
            }
            assertThat(Samples.append(other, first).outcomes()).singleElement().isInstanceOf(Outcome.Duplicate.class);
            assertThat(Samples.append(
                                    one, event(Samples.STREAM).baseVersion(20L).candidate())
                            .head())
                    .isEqualTo(21);
        }
    }

    @Test
    void an_append_that_waits_too_long_for_the_lock_stores_nothing() throws SQLException {
        try (SqliteEventStore store = SqliteEventStore.open(file, Clock.systemUTC(), Duration.ofMillis(50))) {
            Samples.append(store, Samples.candidate());
            whileHeldByAnother(() -> assertThatThrownBy(() -> Samples.append(store, Samples.candidate()))
                    .isInstanceOfSatisfying(
                            StreamBusyException.class,
                            busy -> assertThat(busy.streams()).containsExactly(Samples.STREAM))
                    .hasMessage("another writer is holding the stream " + Samples.STREAM));
            assertThat(Samples.append(store, Samples.candidate()).head()).isEqualTo(2);
        }
    }

    @Test
    void a_key_change_that_waits_too_long_for_the_lock_says_so() throws SQLException {
        try (SqliteEventStore store = SqliteEventStore.open(file, Clock.systemUTC(), Duration.ofMillis(50))) {
            whileHeldByAnother(() -> assertThatThrownBy(() -> store.agentKeys().register(Samples.key(1)))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessage("another process holds the event file"));
            assertThat(store.agentKeys().register(Samples.key(1))).isEqualTo(Samples.key(1));
        }
    }

    @Test
    void an_interrupted_thread_waits_no_longer() throws SQLException {
        try (SqliteEventStore store = SqliteEventStore.open(file, Clock.systemUTC(), Duration.ofDays(1))) {
            whileHeldByAnother(() -> {
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> Samples.append(store, Samples.candidate()))
                        .isInstanceOf(StreamBusyException.class);
                assertThat(Thread.interrupted()).isTrue();
            });
        }
    }

    @Test
    void readers_do_not_wait_for_a_writer() throws SQLException {
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            AdmittedEvent candidate = Samples.candidate();
            Samples.append(store, candidate);
            whileHeldByAnother(() -> {
                assertThat(store.head(Samples.STREAM)).isEqualTo(1);
                assertThat(store.read(Samples.STREAM, ReadOptions.forwardsFrom(1))
                                .events())
                        .hasSize(1);
                assertThat(store.find(Samples.STREAM, candidate.event().eventId()))
                        .isPresent();
                assertThat(store.entityHistory(Samples.STREAM, new EntityRef("order", "o-1"), 0, 1)
                                .version())
                        .isEqualTo(1);
                assertThat(store.agentKeys().keys(Samples.STREAM.tenantId(), Samples.AGENT))
                        .isEmpty();
                assertThat(store.commitments().leaves(Samples.STREAM, 1, 1).count())
                        .isEqualTo(1);
                assertThat(store.commitments().backlogs(1)).hasSize(1);
            });
        }
    }

    @Test
    void time_never_runs_backwards_in_a_stream() {
        Instant late = Instant.parse("2026-01-02T03:04:05.123456789Z");
        Instant early = Instant.parse("2026-01-01T00:00:00Z");
        try (SqliteEventStore store = openAt(late)) {
            Samples.append(store, Samples.candidate());
        }
        try (SqliteEventStore store = openAt(early)) {
            Samples.append(store, Samples.candidate());
            assertThat(store.read(Samples.STREAM, ReadOptions.forwardsFrom(1)).events())
                    .extracting(SequencedEvent::sequencedAt)
                    .containsOnly(Instant.parse("2026-01-02T03:04:05.123456Z"));
        }
    }

    @Test
    void a_stream_without_accepted_events_leaves_no_trace() throws SQLException {
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            store.append(List.of(new AppendBatch(
                    Samples.STREAM,
                    List.of(event(Samples.STREAM).baseVersion(7L).candidate()),
                    0)));
            try (Connection connection = Samples.connect(file);
                    Statement statement = connection.createStatement()) {
                assertThat(statement.executeQuery("select * from stream_ids").next())
                        .isFalse();
            }
        }
    }

    private SqliteEventStore openAt(Instant moment) {
        return SqliteEventStore.open(file, Clock.fixed(moment, ZoneOffset.UTC), Duration.ofSeconds(5));
    }

    private void whileHeldByAnother(Runnable test) throws SQLException {
        try (Connection another = Samples.connect(file);
                Statement statement = another.createStatement()) {
            statement.execute("begin immediate");
            test.run();
            statement.execute("rollback");
        }
    }
}
