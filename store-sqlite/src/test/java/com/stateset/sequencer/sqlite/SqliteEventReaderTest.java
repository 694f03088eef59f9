package com.stateset.sequencer.sqlite;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.spi.PageContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SqliteEventReaderTest {

    private static final EntityRef ORDER = new EntityRef("order", "o-1");
    private static final int EVENTS = 40;
    private static final int MEBIBYTE = 1024 * 1024;
    private static final int MOST_PER_PAGE = (int) (PageContent.PAYLOAD_BYTES / MEBIBYTE);

    private SqliteEventStore store;

    @BeforeEach
    void appendLargeEvents() {
        store = SqliteEventStore.inMemory();
        String payload = "\"" + "x".repeat(MEBIBYTE - 2) + "\"";
        for (int i = 0; i < EVENTS; i++) {
            Samples.append(
                    store, event(Samples.STREAM).entity(ORDER).payload(payload).candidate());
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void a_stream_of_large_events_is_read_in_small_pages() {
        List<Long> numbers = new ArrayList<>();
        Optional<ReadOptions> next = Optional.of(ReadOptions.forwardsFrom(1).limit(ReadOptions.MAX_LIMIT));
        while (next.isPresent()) {
            EventPage page = store.read(Samples.STREAM, next.get());
            assertThat(page.events()).hasSizeBetween(1, MOST_PER_PAGE);
            page.events().stream().map(SequencedEvent::sequenceNumber).forEach(numbers::add);
            next = page.next();
        }
        assertThat(numbers)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, EVENTS).boxed().toList());
    }

    @Test
    void backwards_too() {
        EventPage page = store.read(
                Samples.STREAM, ReadOptions.backwardsFromHead().limit(1000).entity(ORDER));
        assertThat(page.events()).hasSize(MOST_PER_PAGE);
        assertThat(page.next())
                .contains(ReadOptions.backwardsFrom(EVENTS - MOST_PER_PAGE)
                        .limit(1000)
                        .entity(ORDER));
    }

    @Test
    void an_entitys_history_as_well() {
        EntityHistory history = store.entityHistory(Samples.STREAM, ORDER, 5, 1000);
        assertThat(history.events())
                .hasSize(MOST_PER_PAGE)
                .first()
                .satisfies(first -> assertThat(first.entityVersion()).isEqualTo(6));
        assertThat(history.version()).isEqualTo(EVENTS);
        assertThat(history.hasMore()).isTrue();
    }
}
