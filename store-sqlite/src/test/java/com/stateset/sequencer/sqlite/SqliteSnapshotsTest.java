package com.stateset.sequencer.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.replay.Fold;
import com.stateset.sequencer.replay.SnapshotCodec;
import com.stateset.sequencer.replay.Snapshots;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteSnapshotsTest {

    private static final StreamId STREAM = new StreamId(new UUID(1, 2), new UUID(3, 4));
    private static final EntityRef ORDER = new EntityRef("order", "o-1");

    @TempDir
    private Path folder;

    private final AtomicInteger folded = new AtomicInteger();
    private final Fold<Long> count = Fold.of(() -> 0L, (events, event) -> {
        folded.incrementAndGet();
        return events + 1;
    });

    @Test
    void a_long_entity_loads_fast_after_a_restart() {
        try (Sequencer sequencer = open()) {
            sequencer.stream(STREAM)
                    .append(Stream.generate(SqliteSnapshotsTest::event)
                            .limit(500)
                            .toList());
            assertThat(eventsOf(sequencer)).isEqualTo(500);
        }
        assertThat(folded).hasValue(500);
        try (Sequencer sequencer = open()) {
            sequencer.stream(STREAM).append(event());
            assertThat(eventsOf(sequencer)).isEqualTo(501);
            assertThat(folded).hasValueLessThan(510);
            sequencer.snapshots().discard("count");
            assertThat(eventsOf(sequencer)).isEqualTo(501);
            assertThat(folded).hasValueGreaterThan(1000);
        }
    }

    private long eventsOf(Sequencer sequencer) {
        Snapshots<Long> snapshots = Snapshots.of("count", 1, SnapshotCodec.json(Long.class), sequencer.snapshots());
        return sequencer.stream(STREAM).replay().stateOf(ORDER, Long.MAX_VALUE, count, snapshots);
    }

    private Sequencer open() {
        return Sequencer.builder()
                .store(SqliteEventStore.open(folder.resolve("events.db")))
                .build();
    }

    private static NewEvent event() {
        return NewEvent.builder()
                .entity("order", "o-1")
                .eventType("order.changed")
                .payload("{}")
                .build();
    }
}
