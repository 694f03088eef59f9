package com.stateset.sequencer.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.test.Stock.Sold;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TestSequencerTest {

    private static final EntityRef BOOK = new EntityRef("book", "nevermind");

    @Test
    void two_runs_store_the_same() {
        List<SequencedEvent> first = run();

        assertThat(run()).isEqualTo(first);
        assertThat(first).extracting(event -> event.event().eventId()).containsExactly(new UUID(0, 1), new UUID(0, 2));
        assertThat(first)
                .extracting(SequencedEvent::sequencedAt)
                .containsExactly(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-01-01T01:00:00Z"));
        assertThat(first)
                .extracting(event -> event.event().createdAt().text())
                .containsExactly("2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z");
    }

    private static List<SequencedEvent> run() {
        try (TestSequencer test = TestSequencer.start()) {
            test.stream().append(test.event(BOOK, Stock.TYPES, new Sold(1)));
            test.clock().advance(Duration.ofHours(1));
            NewEvent random = Stock.TYPES.toEvent(BOOK, new Sold(2));
            test.stream().append(test.fixed(random));
            return test.stream().readAll(ReadOptions.forwardsFrom(1)).toList();
        }
    }

    @Test
    void a_clock_of_another_zone_is_the_same_clock() {
        TestClock clock = new TestClock();
        var other = clock.withZone(ZoneId.of("Asia/Tokyo"));
        clock.advance(Duration.ofDays(1));

        assertThat(other.instant()).isEqualTo(clock.instant()).isEqualTo(TestClock.START.plus(Duration.ofDays(1)));
        assertThat(other.getZone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
    }
}
