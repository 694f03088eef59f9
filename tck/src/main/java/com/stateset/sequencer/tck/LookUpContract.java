package com.stateset.sequencer.tck;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AdmittedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Finding one event, and one entity's history. */
public abstract class LookUpContract extends StoreContract {

    private static final EntityRef ORDER = new EntityRef("order", "o-1");

    @Test
    void an_event_is_found_by_its_id() {
        StreamId stream = newStream();
        append(AppendContract.events(stream, 10));
        List<SequencedEvent> rows = readAll(stream);
        for (SequencedEvent row : rows) {
            assertThat(store().find(stream, row.event().eventId())).contains(row);
        }
        assertThat(store().find(stream, UUID.randomUUID())).isEmpty();
        assertThat(store().find(newStream(), rows.get(0).event().eventId())).isEmpty();
    }

    @Test
    void a_rejected_event_is_not_found() {
        StreamId stream = newStream();
        AdmittedEvent rejected = event(stream).baseVersion(1L).candidate();
        append(rejected, event(stream).candidate());
        assertThat(store().find(stream, rejected.event().eventId())).isEmpty();
    }

    @Test
    void an_entitys_history_is_its_events_in_order() {
        StreamId stream = streamWithHistory(10);
        List<SequencedEvent> expected =
                readAll(store(), stream, ReadOptions.forwardsFrom(1).entity(ORDER));
        EntityHistory history = store().entityHistory(stream, ORDER, 0, 100);
        assertThat(history).isEqualTo(new EntityHistory(ORDER, 10, 0, expected));
        assertThat(history.hasMore()).isFalse();
        assertThat(history.events())
                .extracting(SequencedEvent::entityVersion)
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    }

    @Test
    void offset_and_limit_cut_a_page_out_of_it() {
        StreamId stream = streamWithHistory(10);
        List<SequencedEvent> all = store().entityHistory(stream, ORDER, 0, 100).events();
        EntityHistory page = store().entityHistory(stream, ORDER, 3, 4);
        assertThat(page).isEqualTo(new EntityHistory(ORDER, 10, 3, all.subList(3, 7)));
        assertThat(page.hasMore()).isTrue();
        EntityHistory last = store().entityHistory(stream, ORDER, 7, 3);
        assertThat(last.events()).isEqualTo(all.subList(7, 10));
        assertThat(last.hasMore()).isFalse();
    }

    @Test
    void pages_of_a_history_hold_every_event_once() {
        StreamId stream = streamWithHistory(11);
        List<Long> versions = new ArrayList<>();
        EntityHistory page = store().entityHistory(stream, ORDER, 0, 4);
        page.events().forEach(row -> versions.add(row.entityVersion()));
        while (page.hasMore()) {
            page = store().entityHistory(
                            stream, ORDER, page.offset() + page.events().size(), 4);
            page.events().forEach(row -> versions.add(row.entityVersion()));
        }
        assertThat(versions).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
    }

    @Test
    void an_offset_at_or_past_the_end_is_empty() {
        StreamId stream = streamWithHistory(3);
        for (long offset : new long[] {3, 4, 1_000_000, Long.MAX_VALUE - ReadOptions.MAX_LIMIT, Long.MAX_VALUE}) {
            assertThat(store().entityHistory(stream, ORDER, offset, ReadOptions.MAX_LIMIT)
                            .events())
                    .isEmpty();
        }
        assertThat(store().entityHistory(stream, ORDER, 3, 1)).isEqualTo(new EntityHistory(ORDER, 3, 3, List.of()));
    }

    @Test
    void an_unknown_entity_has_version_0() {
        StreamId stream = streamWithHistory(1);
        for (EntityRef unknown :
                List.of(new EntityRef("order", "o-3"), new EntityRef("Order", "o-1"), new EntityRef("order", "o-1%"))) {
            assertThat(store().entityHistory(stream, unknown, 0, 10))
                    .isEqualTo(new EntityHistory(unknown, 0, 0, List.of()));
        }
    }

    @Test
    void a_reachable_store_answers_a_ping_and_allows_an_appender() {
        assertThatCode(() -> store().ping()).doesNotThrowAnyException();
        assertThat(store().appendConcurrency()).isPositive();
    }

    /** Each event of the order has one of another order after it. */
    private StreamId streamWithHistory(int events) {
        StreamId stream = newStream();
        for (int i = 0; i < events; i++) {
            append(
                    event(stream).entity(ORDER).payload("" + i).candidate(),
                    event(stream).entity("order", "o-2").candidate());
        }
        return stream;
    }
}
