package com.stateset.sequencer.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import com.stateset.sequencer.verify.bundle.StoredProofSource;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryChecksTest {

    private static final StreamId STREAM = new StreamId(UUID.randomUUID(), UUID.randomUUID());

    @TempDir
    private Path directory;

    private Path file;
    private Instant written;

    @BeforeEach
    void append() {
        file = directory.resolve("events.db");
        try (Sequencer sequencer =
                Sequencer.builder().store(SqliteEventStore.open(file)).build()) {
            sequencer.stream(STREAM)
                    .append(NewEvent.builder()
                            .entity("order", "o-1")
                            .eventType("order.placed")
                            .payload("{}")
                            .build());
        }
        written = Clock.systemUTC().instant();
    }

    @Test
    void a_clock_behind_the_newest_event_is_a_warning() {
        Finding clock = clock(written.minus(Duration.ofMinutes(10)), List.of(STREAM));

        assertThat(clock.level()).isEqualTo(Finding.Level.WARN);
        assertThat(clock.found()).matches("the newest event is (59\\d|600) s ahead of this machine's clock");
        assertThat(clock.advice()).startsWith("set the clock; ");
    }

    @Test
    void a_few_seconds_behind_it_are_well() {
        assertThat(clock(written.minusSeconds(4), List.of(STREAM)).level()).isEqualTo(Finding.Level.OK);
    }

    @Test
    void a_time_before_this_program_is_a_failure() {
        Instant early = Instant.parse("2025-12-31T23:59:59Z");

        Finding clock = clock(early, List.of());

        assertThat(clock).isEqualTo(Finding.fail("clock", "this machine says that it is " + early, "set its clock"));
    }

    private Finding clock(Instant now, List<StreamId> streams) {
        try (EventStore store = SqliteEventStore.open(file)) {
            return new HistoryChecks(
                            stream -> new StoredProofSource(store, stream, List.of()), Clock.fixed(now, ZoneOffset.UTC))
                    .run(streams)
                    .get(0);
        }
    }
}
