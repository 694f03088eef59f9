package com.stateset.sequencer.tck;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadFilter;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AdmittedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A filter finds all that it wants and nothing else, either way, page by page; and a page that finds nothing ends all the same. */
public abstract class FilterContract extends StoreContract {

    /** More than a page looks at to find what a filter wants. */
    private static final int MANY = 12_000;

    private static final int EVENTS = 90;
    private static final int AT_ONCE = 9;
    private static final int[] PAGES = {1, 7, EVENTS};
    private static final List<String> TYPES = List.of("placed", "paid", "sent");
    private static final List<String> ENTITY_TYPES = List.of("order", "invoice");

    private final StreamId stream = newStream();
    private final StreamId longStream = newStream();
    private final UUID[] commands = IntStream.range(0, EVENTS / AT_ONCE)
            .mapToObj(i -> UUID.randomUUID())
            .toArray(UUID[]::new);
    private List<SequencedEvent> rows = List.of();

    /** Ten batches, each of a moment of its own, of which three events are a command; and a stream with rare events at both ends. */
    @BeforeAll
    void appendEvents() {
        for (int first = 0; first < EVENTS; first += AT_ONCE) {
            append(IntStream.range(first, first + AT_ONCE)
                    .mapToObj(this::candidate)
                    .toList());
        }
        rows = readAll(stream);
        for (int first = 1; first <= MANY; first += 1000) {
            append(IntStream.range(first, first + 1000)
                    .mapToObj(this::ofLongStream)
                    .toList());
        }
    }

    private AdmittedEvent candidate(int number) {
        EventBuilder event = event(stream)
                .entity(ENTITY_TYPES.get(number % 2), "e-" + number % 5)
                .type(TYPES.get(number % 3))
                .payload("{\"n\":" + number + "}");
        if (number % AT_ONCE < 3) {
            event.command(commands[number / AT_ONCE]);
        }
        return (number % 4 == 0 ? event : event.metadata(Map.of("correlation_id", "c-" + number % 7, "x", "c-1")))
                .candidate();
    }

    private AdmittedEvent ofLongStream(int number) {
        boolean rare = number == 2 || number == MANY - 1;
        EventBuilder event = event(longStream)
                .entity("order", rare ? "rare" : "o-1")
                .type(rare ? "rare" : "usual")
                .payload("" + number);
        return (rare ? event.metadata(Map.of("correlation_id", "rare")) : event).candidate();
    }

    @Test
    void by_several_event_types() {
        finds(filter -> filter.eventTypes(List.of("placed", "sent")));
        finds(filter -> filter.eventTypes(List.of("sent", "never")));
    }

    @Test
    void by_several_entity_types() {
        finds(filter -> filter.entityTypes(ENTITY_TYPES));
        finds(filter -> filter.entityTypes(List.of("invoice", "parcel")));
    }

    @Test
    void by_command() {
        for (UUID command : commands) {
            finds(filter -> filter.commandId(command));
        }
        finds(filter -> filter.commandId(UUID.randomUUID()));
        finds(filter -> filter.commandId(commands[3]).eventTypes(List.of("paid")));
        finds(filter -> filter.commandId(commands[3]).entity(new EntityRef("order", "e-3")));
    }

    @Test
    void by_correlation_id() {
        for (int i = 0; i < 8; i++) {
            String id = "c-" + i;
            finds(filter -> filter.correlationId(id));
            finds(filter -> filter.correlationId(id).eventTypes(List.of("paid")));
            finds(filter -> filter.correlationId(id).entity(new EntityRef("invoice", "e-1")));
        }
        finds(filter -> filter.correlationId("$.x"));
    }

    @Test
    void by_time() {
        List<Instant> moments = new ArrayList<>(
                rows.stream().map(SequencedEvent::sequencedAt).distinct().toList());
        moments.add(0, moments.get(0).minusNanos(1));
        moments.add(moments.get(moments.size() - 1).plusNanos(1));
        moments.add(Instant.parse("0001-01-01T00:00:00Z"));
        moments.add(Instant.parse("9998-12-31T23:59:59Z"));
        Instant middle = moments.get(moments.size() / 2);
        for (Instant from : moments) {
            // Pages of one event are many calls: they show the same of each moment.
            int[] limits = from.equals(middle) ? PAGES : new int[] {7, EVENTS};
            finds(limits, filter -> filter.sequenced(from, null));
            finds(limits, filter -> filter.sequenced(null, from));
            finds(limits, filter -> filter.sequenced(from, from.plusMillis(2)));
            finds(limits, filter -> filter.sequenced(from.minusNanos(1), null).entityTypes(List.of("order")));
        }
        finds(filter -> filter.sequenced(middle, null).entity(new EntityRef("order", "e-2")));
        finds(filter -> filter.sequenced(null, middle).correlationId("c-2"));
        finds(filter -> filter.sequenced(middle, null).commandId(commands[5]));
    }

    @Test
    void by_conditions_at_random() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 150; i++) {
            ReadFilter filter = atRandom(random);
            ReadOptions options = random.nextBoolean()
                    ? ReadOptions.forwardsFrom(random.nextInt(EVENTS + 3))
                    : ReadOptions.backwardsFrom(random.nextInt(EVENTS + 3));
            ReadOptions asked = options.limit(1 + random.nextInt(30)).filter(filter);
            assertThat(readAll(store(), stream, asked))
                    .as("seed %s, %s", seed, asked)
                    .isEqualTo(wanted(asked));
        }
    }

    private ReadFilter atRandom(Random random) {
        ReadFilter filter = ReadFilter.ALL;
        if (random.nextInt(3) == 0) {
            filter = filter.eventTypes(TYPES.subList(0, 1 + random.nextInt(3)));
        }
        if (random.nextInt(3) == 0) {
            filter = filter.entityTypes(ENTITY_TYPES.subList(0, 1 + random.nextInt(2)));
        } else if (random.nextInt(3) == 0) {
            filter = filter.entity(rows.get(random.nextInt(EVENTS)).event().entity());
        }
        if (random.nextInt(3) == 0) {
            filter = filter.sequenced(moment(random), random.nextBoolean() ? null : moment(random));
        }
        if (random.nextInt(4) == 0) {
            filter = filter.commandId(commands[random.nextInt(commands.length)]);
        }
        return random.nextInt(3) == 0 ? filter.correlationId("c-" + random.nextInt(7)) : filter;
    }

    private Instant moment(Random random) {
        return rows.get(random.nextInt(EVENTS)).sequencedAt().plusNanos(1000L * random.nextInt(2));
    }

    @Test
    void what_is_rare_among_many_is_found_from_either_end() {
        ReadOptions rare = ReadOptions.forwardsFrom(3).eventType("rare");
        assertThat(store().read(longStream, rare).head()).isEqualTo(MANY);
        assertThat(numbers(readAll(store(), longStream, rare))).containsExactly(MANY - 1L);
        ReadOptions back = ReadOptions.backwardsFrom(MANY - 2).eventType("rare");
        assertThat(numbers(readAll(store(), longStream, back))).containsExactly(2L);
        assertThat(readAll(store(), longStream, ReadOptions.forwardsFrom(1).eventType("never")))
                .isEmpty();
    }

    @Test
    void and_along_the_many_events_of_an_entity() {
        EntityRef usual = new EntityRef("order", "o-1");
        for (ReadOptions all : List.of(ReadOptions.forwardsFrom(1), ReadOptions.backwardsFromHead())) {
            assertThat(readAll(store(), longStream, all.entity(usual).eventType("never")))
                    .isEmpty();
            assertThat(readAll(
                            store(),
                            longStream,
                            all.entity(usual).eventType("usual").limit(1000)))
                    .hasSize(MANY - 2);
        }
    }

    @Test
    void a_rare_correlation_id_is_found_in_one_page() {
        EventPage page = store().read(longStream, ReadOptions.forwardsFrom(1).correlationId("rare"));
        assertThat(numbers(page.events())).containsExactly(2L, MANY - 1L);
        assertThat(page.next()).isEmpty();
        assertThat(store().read(longStream, ReadOptions.backwardsFromHead().correlationId("never"))
                        .next())
                .isEmpty();
    }

    private void finds(UnaryOperator<ReadFilter> conditions) {
        finds(PAGES, conditions);
    }

    private void finds(int[] limits, UnaryOperator<ReadFilter> conditions) {
        ReadFilter filter = conditions.apply(ReadFilter.ALL);
        for (ReadOptions options : List.of(ReadOptions.forwardsFrom(1), ReadOptions.backwardsFromHead())) {
            for (int limit : limits) {
                ReadOptions asked = options.limit(limit).filter(filter);
                assertThat(readAll(store(), stream, asked)).as("%s", asked).isEqualTo(wanted(asked));
            }
        }
    }

    private List<SequencedEvent> wanted(ReadOptions options) {
        boolean forwards = options.direction() == ReadOptions.Direction.FORWARDS;
        List<SequencedEvent> wanted = new ArrayList<>(rows.stream()
                .filter(row ->
                        forwards ? row.sequenceNumber() >= options.from() : row.sequenceNumber() <= options.from())
                .filter(options.filter()::matches)
                .toList());
        if (!forwards) {
            Collections.reverse(wanted);
        }
        return wanted;
    }
}
