package com.stateset.sequencer.tck.subscription;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.ReadFilter;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.StreamHead;
import com.stateset.sequencer.subscription.Feed;
import com.stateset.sequencer.subscription.FeedCheckpoint;
import com.stateset.sequencer.subscription.FeedPage;
import com.stateset.sequencer.subscription.Subscriptions;
import com.stateset.sequencer.tck.Race;
import com.stateset.sequencer.tck.Retrying;
import com.stateset.sequencer.tck.StoreContract;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Reading on while others write. The subscriptions of these tests get no notice of what is appended, as if all writers were other
 * processes; some of them are other stores at the same place.
 */
public abstract class SubscriptionContract extends StoreContract {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void what_other_stores_append_arrives_in_order_and_once() {
        StreamId stream = newStream();
        EventStore other = openAnother();
        try (Subscriptions subscriptions = Subscriptions.over(store())) {
            List<SubscriptionLog> logs = IntStream.range(0, 20)
                    .mapToObj(i -> follow(subscriptions, stream, 1))
                    .toList();
            for (int i = 0; i < 10; i++) {
                retrying(i % 2 == 0 ? other : store(), List.of(batch(events(stream, 30))));
            }
            logs.forEach(log -> awaitAll(log, stream, 1));
        }
    }

    @Test
    void joining_while_others_write_leaves_no_gap_and_no_repetition() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        StreamId stream = newStream();
        EventStore other = openAnother();
        retrying(store(), List.of(batch(events(stream, 400))));
        try (Subscriptions subscriptions = Subscriptions.over(store())) {
            for (int round = 0; round < 5; round++) {
                long head = store().head(stream);
                List<Callable<SubscriptionLog>> contenders = new ArrayList<>();
                for (EventStore writer : List.of(store(), other)) {
                    int size = 1 + random.nextInt(40);
                    contenders.add(() -> {
                        for (int i = 0; i < 5; i++) {
                            retrying(writer, List.of(batch(events(stream, size))));
                        }
                        return new SubscriptionLog(1);
                    });
                }
                for (int i = 0; i < 6; i++) {
                    long from = 1 + (long) (random.nextDouble() * (head + 1));
                    contenders.add(() -> follow(subscriptions, stream, from));
                }
                List<SubscriptionLog> logs = Race.run(contenders);
                logs.subList(2, logs.size()).forEach(log -> awaitAll(log, stream, log.from()));
            }
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    @Test
    void what_an_append_hands_out_is_what_reading_gives() {
        StreamId stream = newStream();
        UUID twice = UUID.randomUUID();
        List<AppendResult> group = store().append(List.of(
                batch(
                        event(stream).id(twice).candidate(),
                        event(stream).signedBy(0).candidate()),
                batch(
                        event(stream).id(twice).candidate(),
                        event(stream).baseVersion(9L).candidate(),
                        event(stream)
                                .command(UUID.randomUUID())
                                .payload("{\"a\":[1,2]}")
                                .candidate())));
        List<SequencedEvent> stored =
                group.stream().flatMap(result -> result.stored().stream()).toList();
        assertThat(stored).isEqualTo(readAll(stream)).hasSize(2);
        assertThat(append(event(stream).candidate()).stored())
                .isEqualTo(readAll(stream).subList(2, 3));
    }

    @Test
    void heads_are_those_of_the_streams() {
        List<StreamId> streams = List.of(newStream(), newStream(), newStream());
        streams.forEach(stream -> append(events(stream, 2 + streams.indexOf(stream))));
        List<StreamHead> heads = new ArrayList<>();
        StreamId after = null;
        List<StreamHead> page;
        do {
            page = store().heads(after, 2);
            heads.addAll(page);
            after = page.isEmpty() ? after : page.get(page.size() - 1).stream();
        } while (!page.isEmpty());
        assertThat(heads).isSortedAccordingTo((left, right) -> left.stream().compareTo(right.stream()));
        streams.forEach(stream -> assertThat(heads).contains(new StreamHead(stream, 2 + streams.indexOf(stream))));
    }

    @Test
    void a_feed_of_a_tenant_holds_its_streams_and_new_ones() {
        UUID tenant = UUID.randomUUID();
        List<StreamId> streams = Stream.of(new UUID(0, 0), UUID.randomUUID(), new UUID(-1, -1))
                .map(store -> new StreamId(tenant, store))
                .toList();
        append(events(newStream(), 3));
        streams.subList(0, 2).forEach(stream -> append(events(stream, 50)));
        try (Subscriptions subscriptions = Subscriptions.over(store())) {
            Feed feed = subscriptions.feed(tenant);
            SubscriptionLog log = new SubscriptionLog(1);
            feed.subscribe(FeedCheckpoint.START).subscribe(log);
            Retrying.await("the events there are", LIMIT, () -> log.size() == 100);
            append(events(streams.get(2), 7));
            retrying(openAnother(), List.of(batch(events(streams.get(0), 5))));
            Retrying.await("the events that came later", LIMIT, () -> log.size() == 112);
            for (StreamId stream : streams) {
                assertThat(log.events())
                        .filteredOn(row -> row.event().stream().equals(stream))
                        .isEqualTo(readAll(stream));
            }
            FeedPage page = feed.poll(FeedCheckpoint.START.after(log.events().subList(0, 90)), 1000);
            assertThat(page.events()).hasSize(22);
            assertThat(page.checkpoint()).isEqualTo(FeedCheckpoint.START.after(log.events()));
        }
    }

    @Test
    void a_filtered_feed_holds_what_is_wanted_of_every_stream() {
        UUID tenant = UUID.randomUUID();
        UUID command = UUID.randomUUID();
        List<StreamId> streams = IntStream.range(0, 3)
                .mapToObj(i -> new StreamId(tenant, UUID.randomUUID()))
                .toList();
        streams.forEach(stream -> append(mixed(stream, command)));
        List<SequencedEvent> all =
                streams.stream().flatMap(stream -> readAll(stream).stream()).toList();
        Instant second = readAll(streams.get(1)).get(0).sequencedAt();
        try (Subscriptions subscriptions = Subscriptions.over(store())) {
            for (ReadFilter filter : List.of(
                    ReadFilter.ALL.eventTypes(List.of("paid", "sent")),
                    ReadFilter.ALL.entityTypes(List.of("invoice")),
                    ReadFilter.ALL.entity(new EntityRef("order", "o-3")),
                    ReadFilter.ALL.sequenced(second, null),
                    ReadFilter.ALL.sequenced(null, second),
                    ReadFilter.ALL.commandId(command),
                    ReadFilter.ALL.correlationId("c-1"),
                    ReadFilter.ALL.tags(List.of("a")),
                    ReadFilter.ALL.tags(List.of("a")).eventTypes(List.of("paid")))) {
                List<SequencedEvent> found = new ArrayList<>();
                FeedCheckpoint end = pollAll(subscriptions.feed(tenant).filter(filter), found);
                assertThat(found)
                        .as("%s", filter)
                        .isNotEmpty()
                        .containsExactlyInAnyOrderElementsOf(
                                all.stream().filter(filter::matches).toList());
                assertThat(end).as("%s", filter).isEqualTo(FeedCheckpoint.START.after(all));
            }
        }
    }

    @Test
    void a_filtered_subscription_of_a_feed_goes_on() {
        StreamId stream = newStream();
        EventStore other = openAnother();
        append(mixed(stream, UUID.randomUUID()));
        ReadFilter filter = ReadFilter.ALL.tags(List.of("a"));
        try (Subscriptions subscriptions = Subscriptions.over(store())) {
            SubscriptionLog log = new SubscriptionLog(1);
            subscriptions
                    .feed(stream.tenantId())
                    .filter(filter)
                    .subscribe(FeedCheckpoint.START)
                    .subscribe(log);
            for (int i = 0; i < 3; i++) {
                retrying(i % 2 == 0 ? other : store(), List.of(batch(mixed(stream, UUID.randomUUID()))));
                List<SequencedEvent> wanted =
                        readAll(stream).stream().filter(filter::matches).toList();
                Retrying.await("what is wanted", LIMIT, () -> log.size() >= wanted.size());
                assertThat(log.events()).isEqualTo(wanted);
            }
        }
    }

    private static FeedCheckpoint pollAll(Feed feed, List<SequencedEvent> found) {
        FeedPage page = feed.poll(FeedCheckpoint.START, 10);
        found.addAll(page.events());
        while (page.hasMore()) {
            page = feed.poll(page.checkpoint(), 10);
            found.addAll(page.events());
        }
        return page.checkpoint();
    }

    /** Sixty events of three types, of which three are a command, and few have a tag or a correlation id. */
    private static List<AdmittedEvent> mixed(StreamId stream, UUID command) {
        return IntStream.range(0, 60)
                .mapToObj(i -> event(stream)
                        .entity(i % 2 == 0 ? "invoice" : "order", "o-" + i % 5)
                        .type(List.of("placed", "paid", "sent").get(i % 3))
                        .command(i < 3 ? command : null)
                        .metadata(i % 20 == 7 ? Map.of("correlation_id", "c-1") : Map.of())
                        .tags(i % 15 == 4 ? new String[] {"a", "b" + i} : new String[] {"b"})
                        .candidate())
                .toList();
    }

    private static SubscriptionLog follow(Subscriptions subscriptions, StreamId stream, long from) {
        SubscriptionLog log = new SubscriptionLog(from);
        subscriptions.stream(stream, from).subscribe(log);
        return log;
    }

    private void awaitAll(SubscriptionLog log, StreamId stream, long from) {
        long head = store().head(stream);
        Retrying.await("event " + head, LIMIT, () -> log.size() >= head - from + 1);
        log.stop();
        assertThat(log.events())
                .isEqualTo(readAll(stream).stream()
                        .filter(row -> row.sequenceNumber() >= from)
                        .toList());
    }

    private static List<AdmittedEvent> events(StreamId stream, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> event(stream).entity("order", "o-" + i).candidate())
                .toList();
    }
}
