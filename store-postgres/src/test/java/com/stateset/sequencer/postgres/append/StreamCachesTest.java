package com.stateset.sequencer.postgres.append;

import static com.stateset.sequencer.postgres.Samples.batch;
import static com.stateset.sequencer.postgres.Samples.newStream;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.Eventually;
import com.stateset.sequencer.postgres.OwnDatabase;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.postgres.Samples;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.Race;
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
import org.junit.jupiter.api.Test;

/** Many streams at once: more than are remembered, and by stores that share them. */
class StreamCachesTest extends OwnDatabase {

    private static final boolean SURVIVAL = Boolean.getBoolean("sequencer.survival");

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
