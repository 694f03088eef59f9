package com.stateset.sequencer.postgres.read;

import static com.stateset.sequencer.postgres.Samples.batch;
import static com.stateset.sequencer.postgres.Samples.newStream;
import static com.stateset.sequencer.postgres.Samples.readAll;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.OwnDatabase;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.postgres.Samples;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.EventStore;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Large payloads come page by page; every character there is comes back as it was; what PostgreSQL cannot hold never gets there. */
class EventReaderTest extends OwnDatabase {

    private static final int LARGE_EVENTS = 20;

    @Test
    void a_page_takes_little_more_memory_than_it_holds() {
        EventStore store = open();
        StreamId stream = newStream();
        String megabyte = "x".repeat((1 << 20) - 20);
        for (int i = 1; i <= 140; i++) {
            store.append(List.of(batch(event(stream)
                    .payload("{\"n\":" + i + ",\"text\":\"" + megabyte + "\"}")
                    .candidate())));
        }
        EntityRef entity = new EntityRef("order", "o-1");
        assertThat(allocatedBy(() -> assertThat(
                                store.read(stream, ReadOptions.forwardsFrom(1).limit(1000))
                                        .events())
                        .hasSize(17)))
                .isLessThan(140L << 20);
        assertThat(allocatedBy(() -> assertThat(
                                store.entityHistory(stream, entity, 0, 1000).events())
                        .hasSize(17)))
                .isLessThan(140L << 20);
    }

    private static long allocatedBy(Runnable read) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        read.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void a_page_of_large_payloads_ends_early_and_tells_how_to_read_on() {
        EventStore store = open();
        StreamId stream = newStream();
        String megabyte = "x".repeat((1 << 20) - 20);
        for (int i = 1; i <= LARGE_EVENTS; i++) {
            store.append(List.of(batch(event(stream)
                    .payload("{\"n\":" + i + ",\"text\":\"" + megabyte + "\"}")
                    .candidate())));
        }
        EntityRef entity = new EntityRef("order", "o-1");

        List<EventPage> forwards = pages(store, stream, ReadOptions.forwardsFrom(1));
        assertThat(forwards).hasSizeBetween(2, LARGE_EVENTS - 1);
        assertThat(numbers(forwards)).isEqualTo(range(1, LARGE_EVENTS));
        List<EventPage> backwards = pages(store, stream, ReadOptions.backwardsFromHead());
        assertThat(backwards).hasSizeBetween(2, LARGE_EVENTS - 1);
        assertThat(numbers(backwards)).containsExactlyElementsOf(reversed(range(1, LARGE_EVENTS)));
        List<EventPage> ofEntity =
                pages(store, stream, ReadOptions.forwardsFrom(3).entity(entity));
        assertThat(ofEntity).hasSizeBetween(2, LARGE_EVENTS - 1);
        assertThat(numbers(ofEntity)).isEqualTo(range(3, LARGE_EVENTS));

        List<SequencedEvent> history = new ArrayList<>();
        int historyPages = 0;
        boolean more = true;
        while (more) {
            var page = store.entityHistory(stream, entity, history.size(), ReadOptions.MAX_LIMIT);
            assertThat(page.version()).isEqualTo(LARGE_EVENTS);
            assertThat(page.events()).isNotEmpty();
            history.addAll(page.events());
            historyPages++;
            more = page.hasMore();
        }
        assertThat(historyPages).isBetween(2, LARGE_EVENTS - 1);
        assertThat(history).isEqualTo(readAll(store, stream));

        Samples.execute(dataSource(), "update sequencer.events set payload_state = 1");
        assertThat(pages(store, stream, ReadOptions.forwardsFrom(1)))
                .as("pages of encrypted events")
                .hasSizeBetween(2, LARGE_EVENTS - 1);
    }

    @Test
    void every_character_there_is() {
        EventStore store = open();
        StreamId stream = newStream();
        List<AdmittedEvent> sent = new ArrayList<>();
        PrimitiveIterator.OfInt all = IntStream.rangeClosed(1, Character.MAX_CODE_POINT)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .iterator();
        while (all.hasNext()) {
            StringBuilder id = new StringBuilder();
            for (int i = 0; i < 512 && all.hasNext(); i++) {
                id.appendCodePoint(all.nextInt());
            }
            sent.add(event(stream).entity("text", id.toString()).candidate());
        }
        for (int from = 0; from < sent.size(); from += 1000) {
            store.append(List.of(batch(sent.subList(from, Math.min(from + 1000, sent.size())))));
        }

        List<SequencedEvent> stored = readAll(store, stream);
        assertThat(stored).hasSameSizeAs(sent);
        for (int i = 0; i < sent.size(); i++) {
            assertThat(stored.get(i).event().equals(sent.get(i).event()))
                    .as("event %s of 512 characters each", i)
                    .isTrue();
        }
        EntityRef last = sent.get(sent.size() - 1).event().entity();
        assertThat(store.entityHistory(stream, last, 0, 10).events()).hasSize(1);
        assertThat(store.read(stream, ReadOptions.forwardsFrom(1).entity(last)).events())
                .hasSize(1);
    }

    @Test
    void text_that_means_something_in_sql_or_in_an_array() {
        EventStore store = open();
        StreamId stream = newStream();
        List<AdmittedEvent> sent = new ArrayList<>();
        for (String odd : List.of(
                "NULL",
                "null",
                "{}",
                "{a,b}",
                "\"",
                "'",
                "''; drop table events; --",
                "\\",
                "\\x00",
                "\\000",
                "$1",
                "?",
                ":id",
                "%",
                "_",
                " ",
                "\t\n\r",
                "e\u0301",
                "\u00e9",
                "\u200d",
                "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67",
                "\uffff",
                "\ufffe",
                "\ufeff",
                "\u202e",
                "\ud83d\ude00".repeat(128))) {
            sent.add(event(stream)
                    .entity(odd, odd)
                    .type(odd)
                    .payload("{\"k\":\"\\u0000\\uffff\ud83d\ude00\"}")
                    .candidate());
        }
        store.append(List.of(batch(sent)));

        assertThat(readAll(store, stream).stream().map(SequencedEvent::event).toList())
                .isEqualTo(sent.stream().map(AdmittedEvent::event).toList());
        assertThat(readAll(store, stream))
                .allSatisfy(row -> assertThat(row.entityVersion()).isEqualTo(1));
        assertThat(sent)
                .allSatisfy(each -> assertThat(store.read(
                                        stream,
                                        ReadOptions.forwardsFrom(1)
                                                .eventType(each.event().eventType()))
                                .events())
                        .hasSize(1));
    }

    /** PostgreSQL's text cannot hold U+0000: it is refused at the door, so that it cannot spoil a group. */
    @Test
    void the_one_unstorable_character_is_refused_before_it_is_sent() {
        StreamId stream = newStream();
        assertThatThrownBy(() -> event(stream).entity("order", "a\0b"))
                .hasMessage("entity_id holds the character U+0000");
        assertThatThrownBy(() -> event(stream).entity("\0", "a")).hasMessage("entity_type holds the character U+0000");
        assertThatThrownBy(() -> event(stream).type("\0").build()).hasMessage("event_type holds the character U+0000");

        try (Sequencer sequencer =
                Sequencer.builder().store(PostgresEventStore.connect(place())).build()) {
            var receipt = sequencer.stream(stream).ingest(newEvent("good"), newEvent("a\0b"), newEvent("good too"));

            assertThat(receipt.accepted()).isEqualTo(2);
            assertThat(receipt.rejections())
                    .singleElement()
                    .satisfies(rejected -> assertThat(rejected.rejection().message())
                            .isEqualTo("entity_id holds the character U+0000"));
            assertThat(sequencer.stream(stream).head()).isEqualTo(2);
        }
    }

    private static NewEvent newEvent(String entityId) {
        return NewEvent.builder()
                .entity("order", entityId)
                .eventType("order.placed")
                .payload("{}")
                .build();
    }

    private static List<EventPage> pages(EventStore store, StreamId stream, ReadOptions from) {
        List<EventPage> pages = new ArrayList<>();
        Optional<ReadOptions> next = Optional.of(from.limit(ReadOptions.MAX_LIMIT));
        while (next.isPresent()) {
            EventPage page = store.read(stream, next.get());
            pages.add(page);
            next = page.next();
        }
        return pages;
    }

    private static List<Long> numbers(List<EventPage> pages) {
        return pages.stream()
                .flatMap(page -> page.events().stream())
                .map(SequencedEvent::sequenceNumber)
                .toList();
    }

    private static List<Long> range(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Long::valueOf).toList();
    }

    private static List<Long> reversed(List<Long> numbers) {
        return IntStream.rangeClosed(1, numbers.size())
                .mapToObj(i -> numbers.get(numbers.size() - i))
                .toList();
    }
}
