package com.stateset.sequencer.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ScopedReaderTest {

    private static final int MIB = 1 << 20;
    private static final int EVENTS = 36;

    @Test
    void events_that_are_not_wanted_end_a_page_by_their_bytes() {
        try (Sequencer sequencer =
                Sequencer.builder().store(SqliteEventStore.inMemory()).build()) {
            EventStream stream = sequencer.stream(UUID.randomUUID(), UUID.randomUUID());
            String payload = "\"" + "x".repeat(MIB - 100) + "\"";
            for (int i = 0; i < EVENTS; i++) {
                stream.append(NewEvent.builder()
                        .entity("picture", "p")
                        .eventType("drawn")
                        .payload(payload)
                        .build());
            }

            ScopedReader first = new ScopedReader(stream, event -> false).read(1, Long.MAX_VALUE, 100);

            assertThat(first.through()).isEqualTo(ScopedReader.MOST_LOOKED_AT_BYTES / MIB + 1);
            assertThat(first.kept()).isEmpty();
            assertThat(first.head()).isEqualTo(EVENTS);
            ScopedReader rest = new ScopedReader(stream, event -> false).read(first.through() + 1, Long.MAX_VALUE, 100);
            assertThat(rest.through()).isEqualTo(EVENTS);
        }
    }
}
