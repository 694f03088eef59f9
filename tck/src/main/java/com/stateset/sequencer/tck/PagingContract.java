package com.stateset.sequencer.tck;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AdmittedEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Reading a stream page by page, either way, whole or filtered. */
public abstract class PagingContract extends StoreContract {

    private static final int EVENTS = 60;
    private static final int RARE = 50;

    private final StreamId stream = newStream();
    private List<SequencedEvent> rows = List.of();

    /** Orders a and b and invoices a in turn; the event types placed and paid in pairs; one rare event. */
    @BeforeAll
    void appendEvents() {
        append(IntStream.rangeClosed(1, EVENTS).mapToObj(this::candidate).toList());
        rows = store().read(stream, ReadOptions.forwardsFrom(1).limit(EVENTS)).events();
    }

    private AdmittedEvent candidate(int number) {
        return event(stream)
                .entity(number % 3 == 0 ? "invoice" : "order", number % 3 == 1 ? "b" : "a")
                .type(number == RARE ? "rare" : number / 2 % 2 == 0 ? "placed" : "paid")
                .payload("{\"n\":" + number + "}")
                .candidate();
    }

    @Test
    void an_unknown_stream_is_empty() {
        EventPage page = store().read(newStream(), ReadOptions.forwardsFrom(1));
        assertThat(page).isEqualTo(new EventPage(List.of(), 0, Optional.empty()));
        assertThat(store().read(newStream(), ReadOptions.backwardsFromHead())).isEqualTo(page);
    }

    @Test
    void forwards_from_0_or_1_is_from_the_first_event() {
        assertThat(numbers(page(ReadOptions.forwardsFrom(0).limit(3)))).containsExactly(1L, 2L, 3L);
        assertThat(numbers(page(ReadOptions.forwardsFrom(1).limit(3)))).containsExactly(1L, 2L, 3L);
    }

    @Test
    void from_is_inclusive_either_way() {
        assertThat(numbers(page(ReadOptions.forwardsFrom(17).limit(2)))).containsExactly(17L, 18L);
        assertThat(numbers(page(ReadOptions.backwardsFrom(17).limit(2)))).containsExactly(17L, 16L);
    }

    @Test
    void from_past_the_head_is_empty_forwards_and_the_head_backwards() {
        EventPage page = store().read(stream, ReadOptions.forwardsFrom(EVENTS + 1));
        assertThat(page).isEqualTo(new EventPage(List.of(), EVENTS, Optional.empty()));
        assertThat(store().read(stream, ReadOptions.forwardsFrom(Long.MAX_VALUE)))
                .isEqualTo(page);
        assertThat(numbers(page(ReadOptions.backwardsFrom(EVENTS + 10).limit(1))))
                .containsExactly((long) EVENTS);
        assertThat(numbers(page(ReadOptions.backwardsFromHead().limit(1)))).containsExactly((long) EVENTS);
    }

    @Test
    void nothing_stands_before_the_first_event() {
        EventPage page = store().read(stream, ReadOptions.backwardsFrom(0));
        assertThat(page).isEqualTo(new EventPage(List.of(), EVENTS, Optional.empty()));
    }

    @Test
    void pages_forwards_hold_every_event_once() {
        for (int limit : new int[] {1, 7, EVENTS - 1, EVENTS, EVENTS + 1, ReadOptions.MAX_LIMIT}) {
            assertThat(readAll(store(), stream, ReadOptions.forwardsFrom(1).limit(limit)))
                    .isEqualTo(rows);
        }
        assertThat(numbers(rows))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, EVENTS).boxed().toList());
    }

    @Test
    void pages_backwards_hold_every_event_once() {
        List<SequencedEvent> reversed = new ArrayList<>(rows);
        Collections.reverse(reversed);
        for (int limit : new int[] {1, 7, EVENTS - 1, EVENTS, EVENTS + 1}) {
            assertThat(readAll(store(), stream, ReadOptions.backwardsFromHead().limit(limit)))
                    .isEqualTo(reversed);
        }
    }

    @Test
    void no_page_exceeds_its_limit_and_the_next_continues_it() {
        ReadOptions options =
                ReadOptions.forwardsFrom(1).limit(4).entityType("order").eventType("paid");
        EventPage page = store().read(stream, options);
        assertThat(page.events()).hasSizeLessThanOrEqualTo(4);
        assertThat(page.next()).hasValueSatisfying(next -> {
            assertThat(next.from()).isGreaterThan(1);
            assertThat(next.from(1)).isEqualTo(options);
        });
    }

    @Test
    void the_last_page_says_so() {
        assertThat(store().read(stream, ReadOptions.forwardsFrom(EVENTS)).next())
                .isEmpty();
        assertThat(store().read(stream, ReadOptions.backwardsFrom(1)).next()).isEmpty();
    }

    @Test
    void a_page_with_room_left_is_the_last() {
        for (ReadOptions all : List.of(ReadOptions.forwardsFrom(1), ReadOptions.backwardsFromHead())) {
            ReadOptions roomy = all.limit(EVENTS);
            for (ReadOptions filtered : List.of(
                    roomy.eventType("rare"),
                    roomy.eventType("paid"),
                    roomy.entityType("invoice"),
                    roomy.entity(new EntityRef("order", "a")),
                    roomy.entity(new EntityRef("order", "a")).eventType("rare"))) {
                EventPage page = store().read(stream, filtered);
                assertThat(page.events()).isNotEmpty().hasSizeLessThan(EVENTS);
                assertThat(page.next()).isEmpty();
            }
            assertThat(store().read(stream, roomy.eventType("never")).next()).isEmpty();
        }
    }

    @Test
    void an_entitys_events_are_read_from_any_number_on() {
        EntityRef invoice = new EntityRef("invoice", "a");
        for (long from = 0; from <= EVENTS + 2; from++) {
            long first = from;
            assertThat(page(ReadOptions.forwardsFrom(from).limit(EVENTS).entity(invoice)))
                    .isEqualTo(rows.stream()
                            .filter(row -> entity(row).equals(invoice) && row.sequenceNumber() >= first)
                            .toList());
            List<SequencedEvent> back = new ArrayList<>(rows.stream()
                    .filter(row -> entity(row).equals(invoice) && row.sequenceNumber() <= first)
                    .toList());
            Collections.reverse(back);
            assertThat(page(ReadOptions.backwardsFrom(from).limit(EVENTS).entity(invoice)))
                    .isEqualTo(back);
        }
    }

    @Test
    void filters_by_entity_type() {
        holdsExactly(all -> all.entityType("invoice"), row -> entity(row).type().equals("invoice"));
    }

    @Test
    void filters_by_entity() {
        EntityRef orderA = new EntityRef("order", "a");
        holdsExactly(all -> all.entity(orderA), row -> entity(row).equals(orderA));
    }

    @Test
    void filters_by_event_type() {
        holdsExactly(
                all -> all.eventType("paid"), row -> row.event().eventType().equals("paid"));
    }

    @Test
    void filters_by_entity_type_and_event_type() {
        holdsExactly(
                all -> all.entityType("order").eventType("placed"),
                row -> entity(row).type().equals("order")
                        && row.event().eventType().equals("placed"));
    }

    @Test
    void filters_by_entity_and_event_type() {
        EntityRef invoice = new EntityRef("invoice", "a");
        holdsExactly(
                all -> all.entity(invoice).eventType("paid"),
                row -> entity(row).equals(invoice) && row.event().eventType().equals("paid"));
    }

    @Test
    void a_rare_event_is_found_by_paging_through_a_filter_to_the_end() {
        ReadOptions rare = ReadOptions.forwardsFrom(1).limit(1).eventType("rare");
        assertThat(numbers(readAll(store(), stream, rare))).containsExactly((long) RARE);
        assertThat(readAll(store(), stream, rare.from(RARE + 1))).isEmpty();
        assertThat(readAll(store(), stream, rare.eventType("never"))).isEmpty();
    }

    @Test
    void filters_compare_text_exactly() {
        for (String wrong : List.of("RARE", "rar_", "rare%", "%", "rare ")) {
            assertThat(readAll(store(), stream, ReadOptions.forwardsFrom(1).eventType(wrong)))
                    .isEmpty();
            assertThat(readAll(store(), stream, ReadOptions.forwardsFrom(1).entityType(wrong)))
                    .isEmpty();
        }
    }

    @Test
    void a_page_tells_the_head() {
        StreamId growing = newStream();
        append(AppendContract.events(growing, 3));
        assertThat(store().read(growing, ReadOptions.forwardsFrom(1).limit(1)).head())
                .isEqualTo(3);
        append(AppendContract.events(growing, 2));
        assertThat(store().read(growing, ReadOptions.forwardsFrom(2).limit(1)).head())
                .isEqualTo(5);
        assertThat(store().read(growing, ReadOptions.forwardsFrom(1).eventType("never"))
                        .head())
                .isEqualTo(5);
    }

    @Test
    void large_events_come_on_as_many_pages_as_they_need() {
        StreamId large = newStream();
        String payload = "\"" + "x".repeat(1_000_000) + "\"";
        for (int i = 0; i < 6; i++) {
            append(
                    event(large).payload(payload).candidate(),
                    event(large).payload(payload).candidate());
        }
        assertThat(numbers(readAll(large)))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 12).boxed().toList());
    }

    private List<SequencedEvent> page(ReadOptions options) {
        return store().read(stream, options).events();
    }

    private static EntityRef entity(SequencedEvent row) {
        return row.event().entity();
    }

    private void holdsExactly(UnaryOperator<ReadOptions> filter, Predicate<SequencedEvent> matching) {
        List<SequencedEvent> expected =
                new ArrayList<>(rows.stream().filter(matching).toList());
        assertThat(expected).hasSizeBetween(5, EVENTS - 5);
        for (int limit : new int[] {1, 4, EVENTS}) {
            assertThat(readAll(
                            store(),
                            stream,
                            filter.apply(ReadOptions.forwardsFrom(1).limit(limit))))
                    .isEqualTo(expected);
        }
        Collections.reverse(expected);
        for (int limit : new int[] {1, 4, EVENTS}) {
            assertThat(readAll(
                            store(),
                            stream,
                            filter.apply(ReadOptions.backwardsFromHead().limit(limit))))
                    .isEqualTo(expected);
        }
    }
}
