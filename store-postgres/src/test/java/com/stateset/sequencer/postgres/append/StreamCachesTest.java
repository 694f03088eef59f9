package com.stateset.sequencer.postgres.append;

import static com.stateset.sequencer.postgres.Samples.batch;
import static com.stateset.sequencer.postgres.Samples.newStream;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.postgres.Eventually;
import com.stateset.sequencer.postgres.OwnDatabase;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.postgres.Samples;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendPlan;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.Race;
import com.stateset.sequencer.tlog.CompactRange;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Many streams at once: more than are remembered, and by stores that share them. */
class StreamCachesTest extends OwnDatabase {

    private static final boolean SURVIVAL = Boolean.getBoolean("sequencer.survival");
    private static final int STREAMS = 20_000;
    private static final int MEBIBYTE = 1 << 20;
    private static final AppendPlan NOTHING = AppendPlan.of(List.of(), stream -> {
        throw new IllegalStateException("no batch");
    });

    /** In the survival run more than the store remembers the keys of, by so many at once that some are forgotten at once. */
    @Test
    void more_streams_than_are_remembered() {
        int groups = SURVIVAL ? 20 : 2;
        int streams = SURVIVAL ? 1000 : 50;
        EventStore eager = open();
        Callable<Integer> writer = () -> {
            for (int i = 0; i < groups; i++) {
                List<AppendBatch> group = Stream.generate(
                                () -> batch(event(newStream()).candidate()))
                        .limit(streams)
                        .toList();
                assertThat(eager.append(group))
                        .allSatisfy(answer -> assertThat(Samples.said(answer)).containsExactly("accepted 1"));
                assertThat(eager.append(group))
                        .allSatisfy(answer -> assertThat(Samples.said(answer)).containsExactly("duplicate 1"));
                assertThat(group)
                        .allSatisfy(
                                each -> assertThat(eager.head(each.stream())).isEqualTo(1));
            }
            return groups * streams;
        };

        assertThat(Race.run(Collections.nCopies(8, writer))).containsOnly(groups * streams);
    }

    @Test
    void stores_with_shared_streams_neither_deadlock_nor_leave_gaps() {
        long seed = Long.getLong("sequencer.seed", System.nanoTime());
        System.out.println("overlapping groups with seed " + seed);
        SplittableRandom seeds = new SplittableRandom(seed);
        List<StreamId> streams = Stream.generate(Samples::newStream).limit(10).toList();
        int groups = SURVIVAL ? 1000 : 40;
        List<EventStore> stores = List.of(patient(), patient());
        // As in a store that has been used: what the planner knows of the tables.
        stores.get(0)
                .append(Stream.generate(() -> batch(event(newStream()).candidate()))
                        .limit(50)
                        .toList());
        Samples.execute(dataSource(), "analyze");
        List<Callable<Map<StreamId, List<Long>>>> writers = new ArrayList<>();
        for (int thread = 0; thread < 6; thread++) {
            SplittableRandom random = seeds.split();
            EventStore writer = stores.get(thread % 2);
            writers.add(() -> {
                Map<StreamId, List<Long>> given = new HashMap<>();
                for (int i = 0; i < groups; i++) {
                    List<AppendBatch> group = overlappingGroup(streams, random);
                    remember(group, Eventually.answered(() -> writer.append(group)), given);
                }
                return given;
            });
        }

        List<Map<StreamId, List<Long>>> given = Race.run(writers);

        for (StreamId each : streams) {
            List<Long> numbers = given.stream()
                    .flatMap(one -> one.getOrDefault(each, List.of()).stream())
                    .sorted()
                    .toList();
            assertThat(numbers)
                    .as("numbers given in %s, seed %s", each, seed)
                    .isEqualTo(StreamCacheTest.upTo(numbers.size()));
            StreamCacheTest.assertDense(stores.get(0), each, numbers.size());
        }
        assertThat(Samples.query(
                        dataSource(), "select deadlocks from pg_stat_database where datname = current_database()"))
                .containsExactly("0");
    }

    @Test
    void a_cache_takes_what_it_weighs() {
        assertWeighed(1, 1);
        assertWeighed(4, 2);
    }

    @Test
    void an_entity_takes_what_it_weighs() {
        assertWeighed(7, 30);
    }

    @Test
    void the_bound_in_bytes_holds_for_the_heap() {
        StreamCaches caches = new StreamCaches(2 * MEBIBYTE, 4 * MEBIBYTE);
        long taken = heapTakenBy(caches, 7, 10);
        assertThat(taken).isGreaterThan(5 * MEBIBYTE).isLessThan(7 * MEBIBYTE);
    }

    @Test
    void where_room_is_short_versions_are_forgotten_before_heads() {
        StreamCaches caches = new StreamCaches(2 * MEBIBYTE, 100 * MEBIBYTE);
        List<StreamId> streams =
                Stream.generate(Samples::newStream).limit(5_000).toList();
        streams.forEach(stream -> put(caches, stream, cache(7, 10)));
        assertThat(caches.size()).isEqualTo(streams.size());
        Map<StreamId, StreamCache> known = caches.take(streams).known();
        assertThat(known).hasSize(streams.size());
        assertThat(known.values()).allSatisfy(cache -> assertThat(cache.head()).isEqualTo(7));
        assertThat(known.values().stream()
                        .filter(cache -> cache.version(entity(0), new EntityKeys()) == 1)
                        .count())
                .isBetween(1_500L, 2_600L);
        assertThat(caches.size()).isZero();
    }

    private static void assertWeighed(int events, int entities) {
        StreamCaches caches = new StreamCaches(Long.MAX_VALUE / 4, 1);
        long taken = heapTakenBy(caches, events, entities);
        assertThat(taken / STREAMS)
                .as("bytes of a cache of %s events and %s entities", events, entities)
                .isCloseTo(cache(events, entities).bytes(), Percentage.withPercentage(12));
    }

    private static long heapTakenBy(StreamCaches caches, int events, int entities) {
        long before = Samples.heap();
        try {
            for (int i = 0; i < STREAMS; i++) {
                put(caches, newStream(), cache(events, entities));
            }
            assertThat(caches.size()).isPositive();
            return Samples.heap() - before;
        } finally {
            Reference.reachabilityFence(caches);
        }
    }

    private static void put(StreamCaches caches, StreamId stream, StreamCache cache) {
        StreamCaches.Taken taken = caches.take(List.of(stream));
        taken.known().put(stream, cache);
        taken.remember(NOTHING, new EntityKeys());
    }

    private static StreamCache cache(int events, int entities) {
        CompactRange edge = CompactRange.EMPTY.appendRecords(Collections.nCopies(events, Hash.ZERO));
        assertThat(edge.root()).isNotNull();
        Map<EntityRef, Long> versions = new HashMap<>();
        for (int i = 0; i < entities; i++) {
            versions.put(entity(i), 1 + 1000L * i);
        }
        StreamCache cache = StreamCache.ofNew(0);
        cache.learn(edge, 0, versions, new EntityKeys(), true);
        return cache;
    }

    /** With texts of its own, as each event has. */
    private static EntityRef entity(int number) {
        return new EntityRef(String.valueOf("order".toCharArray()), "ord-" + (10_000_000 + number));
    }

    private EventStore patient() {
        return closedAfterwards(PostgresEventStore.builder(place())
                .lockTimeout(Eventually.LIMIT)
                .open());
    }

    private static List<AppendBatch> overlappingGroup(List<StreamId> streams, SplittableRandom random) {
        List<AppendBatch> group = new ArrayList<>();
        for (int i = 1 + random.nextInt(7); i > 0; i--) {
            StreamId stream = streams.get(random.nextInt(streams.size()));
            boolean slow = random.nextInt(10) == 0;
            AdmittedEvent[] candidates = new AdmittedEvent[1 + random.nextInt(3)];
            UUID command = slow ? new UUID(random.nextLong(), random.nextLong()) : null;
            Arrays.setAll(
                    candidates,
                    any -> event(stream)
                            .id(new UUID(random.nextLong(), random.nextLong()))
                            .command(command)
                            .entity("order", "o-" + random.nextInt(12))
                            .candidate());
            group.add(batch(candidates));
        }
        return group;
    }

    private static void remember(List<AppendBatch> group, List<AppendResult> answers, Map<StreamId, List<Long>> given) {
        for (int i = 0; i < group.size(); i++) {
            List<Long> numbers = given.computeIfAbsent(group.get(i).stream(), any -> new ArrayList<>());
            Samples.said(answers.get(i)).forEach(said -> {
                assertThat(said).startsWith("accepted ");
                numbers.add(Long.parseLong(said.substring("accepted ".length())));
            });
        }
    }
}
