package com.stateset.sequencer.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.MemoryStore;
import com.stateset.sequencer.Samples;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.ReadFilter;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.ingest.IngestReceipt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeedTest {

    private static final UUID TENANT = UUID.fromString("10000000-0000-4000-8000-000000000000");

    private final MemoryStore store = new MemoryStore();
    private final Sequencer sequencer = Sequencer.builder().store(store).build();

    @AfterEach
    void close() {
        sequencer.close();
    }

    @Test
    void polling_goes_on_from_where_the_checkpoint_is() {
        List<StreamId> streams = streams(5);
        streams.forEach(stream -> append(stream, 30));
        Feed feed = sequencer.feed(TENANT);
        FeedCheckpoint checkpoint = FeedCheckpoint.START;
        List<SequencedEvent> seen = new ArrayList<>();
        FeedPage page;
        do {
            page = feed.poll(checkpoint, 7);
            assertThat(page.events()).hasSizeBetween(1, 7);
            assertThat(page.checkpoint()).isEqualTo(checkpoint.after(page.events()));
            seen.addAll(page.events());
            checkpoint = FeedCheckpoint.parse(page.checkpoint().toJson());
        } while (page.hasMore());
        assertThat(seen).hasSize(150);
        for (StreamId stream : streams) {
            assertThat(ofStream(seen, stream)).isEqualTo(store.all(stream));
            assertThat(checkpoint.sequence(stream)).isEqualTo(30);
        }
        assertThat(feed.poll(checkpoint, 7)).isEqualTo(new FeedPage(List.of(), checkpoint, false));
    }

    @Test
    void a_busy_stream_does_not_keep_the_others_waiting() {
        List<StreamId> streams = streams(3);
        append(streams.get(0), 1000);
        append(streams.get(1), 2);
        append(streams.get(2), 2);
        Feed feed = sequencer.feed();
        FeedCheckpoint checkpoint = FeedCheckpoint.START;
        for (int i = 0; i < 3; i++) {
            checkpoint = feed.poll(checkpoint, 4).checkpoint();
        }
        assertThat(checkpoint.sequence(streams.get(1))).isEqualTo(2);
        assertThat(checkpoint.sequence(streams.get(2))).isEqualTo(2);
    }

    @Test
    void a_tenants_feed_holds_no_other_tenants_events() {
        StreamId mine = new StreamId(TENANT, new UUID(0, 0));
        StreamId before = new StreamId(UUID.fromString("0fffffff-ffff-ffff-ffff-ffffffffffff"), new UUID(-1, -1));
        StreamId after = new StreamId(UUID.fromString("10000000-0000-4000-8000-000000000001"), new UUID(0, 0));
        List.of(mine, before, after).forEach(stream -> append(stream, 3));
        assertThat(sequencer.feed(TENANT).poll(FeedCheckpoint.START, 100).events())
                .isEqualTo(store.all(mine));
        assertThat(sequencer.feed().poll(FeedCheckpoint.START, 100).events()).hasSize(9);
        Collecting subscriber = Collecting.everything();
        sequencer.feed(TENANT).subscribe(FeedCheckpoint.START).subscribe(subscriber);
        subscriber.await(3);
        append(after, 1);
        append(mine, 1);
        subscriber.await(4);
        assertThat(subscriber.numbersOf(mine)).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void a_filter_leaves_events_out_and_the_checkpoint_goes_on() {
        List<StreamId> streams = streams(3);
        for (StreamId stream : streams) {
            append(stream, 300);
            tagged(stream, "a");
            append(stream, 5);
        }
        Feed feed = sequencer.feed(TENANT).filter(ReadFilter.ALL.tags(List.of("a")));
        List<SequencedEvent> seen = new ArrayList<>();
        FeedPage page = feed.poll(FeedCheckpoint.START, 50);
        for (; page.hasMore(); page = feed.poll(page.checkpoint(), 50)) {
            seen.addAll(page.events());
        }
        seen.addAll(page.events());
        assertThat(seen).extracting(SequencedEvent::sequenceNumber).containsExactly(301L, 301L, 301L);
        for (StreamId stream : streams) {
            assertThat(page.checkpoint().sequence(stream)).isEqualTo(306);
        }
        Collecting subscriber = Collecting.everything();
        feed.subscribe(FeedCheckpoint.START).subscribe(subscriber);
        subscriber.await(3);
        append(streams.get(0), 1);
        tagged(streams.get(0), "a");
        subscriber.await(4);
        assertThat(subscriber.numbersOf(streams.get(0))).containsExactly(301L, 308L);
    }

    @Test
    void a_long_way_without_a_match_is_gone_in_steps() {
        StreamId stream = streams(1).get(0);
        append(stream, 200);
        tagged(stream, "a");
        Feed feed = sequencer.feed(TENANT).filter(ReadFilter.ALL.tags(List.of("a")));
        FeedPage first = feed.poll(FeedCheckpoint.START, 1);
        assertThat(first.events()).isEmpty();
        assertThat(first.hasMore()).isTrue();
        assertThat(first.checkpoint().sequence(stream)).isEqualTo(64);
        Collecting subscriber = Collecting.everything();
        feed.subscribe(FeedCheckpoint.START).subscribe(subscriber);
        subscriber.await(1);
        assertThat(subscriber.numbersOf(stream)).containsExactly(201L);
    }

    private void tagged(StreamId stream, String tag) {
        sequencer.stream(stream)
                .append(Samples.orders(1).get(0).toBuilder().tag(tag).build());
    }

    @Test
    void a_subscription_finds_new_streams_and_misses_nothing() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<StreamId> streams = streams(20);
        streams.subList(0, 10).forEach(stream -> append(stream, 1 + random.nextInt(5)));
        Map<StreamId, Long> known = new HashMap<>();
        known.put(streams.get(0), 1L);
        Collecting subscriber = Collecting.everything();
        sequencer.feed(TENANT).subscribe(FeedCheckpoint.of(known)).subscribe(subscriber);
        List<Thread> writers = new ArrayList<>();
        try (Sequencer other = Sequencer.builder().store(store).build()) {
            for (Sequencer writer : List.of(sequencer, other)) {
                List<Integer> turns = random.ints(100, 0, 20).boxed().toList();
                writers.add(new Thread(() -> turns.forEach(turn -> {
                    IngestReceipt receipt = writer.stream(streams.get(turn)).append(Samples.orders(3));
                    assertThat(receipt.accepted()).isEqualTo(3);
                })));
            }
            writers.forEach(Thread::start);
            for (Thread writer : writers) {
                writer.join();
            }
        }
        int all = streams.stream().mapToInt(stream -> store.all(stream).size()).sum();
        subscriber.await(all - 1);
        for (StreamId stream : streams) {
            long first = stream.equals(streams.get(0)) ? 2 : 1;
            assertThat(subscriber.numbersOf(stream))
                    .as("seed %d", seed)
                    .isEqualTo(LongStream.rangeClosed(first, store.all(stream).size())
                            .boxed()
                            .toList());
        }
        assertThat(subscriber.problems()).isEmpty();
    }

    @Test
    void what_was_read_before_the_store_failed_is_not_lost() {
        List<StreamId> streams = streams(3);
        streams.forEach(stream -> append(stream, 10));
        AtomicInteger reads = new AtomicInteger();
        store.beforeRead(() -> {
            if (reads.incrementAndGet() % 2 == 0) {
                throw new StoreUnavailableException("away for a test", null);
            }
        });
        Collecting subscriber = Collecting.everything();
        sequencer.feed(TENANT).subscribe(FeedCheckpoint.START).subscribe(subscriber);
        subscriber.await(30);
        streams.forEach(stream -> assertThat(subscriber.numbersOf(stream))
                .isEqualTo(LongStream.rangeClosed(1, 10).boxed().toList()));
        assertThat(subscriber.problems()).isEmpty();
    }

    @Test
    void a_stream_is_found_while_another_is_always_ahead() {
        StreamId busy = streams(2).get(0);
        StreamId quiet = streams(2).get(1);
        append(busy, 1);
        Collecting subscriber = Collecting.everything();
        try (Sequencer other = Sequencer.builder().store(store).build()) {
            store.beforeRead(() -> {
                if (subscriber.numbersOf(quiet).isEmpty()) {
                    assertThat(other.stream(busy).append(Samples.orders(300)).accepted())
                            .isEqualTo(300);
                }
            });
            sequencer.feed(TENANT).subscribe(FeedCheckpoint.START).subscribe(subscriber);
            subscriber.await(500);
            assertThat(other.stream(quiet).append(Samples.orders(1)).accepted()).isEqualTo(1);
            subscriber.await(events ->
                    events.stream().anyMatch(event -> event.event().stream().equals(quiet)));
        }
        assertThat(subscriber.problems()).isEmpty();
    }

    @Test
    void a_page_holds_one_event_at_least() {
        assertThatThrownBy(() -> sequencer.feed().poll(FeedCheckpoint.START, 0))
                .hasMessage("limit is 0; it must be 1 to 10000");
    }

    private static List<StreamId> streams(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> new StreamId(TENANT, new UUID(0, number)))
                .toList();
    }

    private static List<SequencedEvent> ofStream(List<SequencedEvent> events, StreamId stream) {
        return events.stream()
                .filter(event -> event.event().stream().equals(stream))
                .toList();
    }

    private void append(StreamId stream, int count) {
        IngestReceipt receipt = sequencer.stream(stream).append(Samples.orders(count));
        assertThat(receipt.accepted()).isEqualTo(count);
    }
}
