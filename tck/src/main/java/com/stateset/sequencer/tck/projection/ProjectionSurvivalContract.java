package com.stateset.sequencer.tck.projection;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static com.stateset.sequencer.tck.StoreContract.batch;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.projection.ProjectionBuild.Role;
import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.ProjectionStatus;
import com.stateset.sequencer.projection.runner.ProjectionRunner;
import com.stateset.sequencer.projection.spi.Claim;
import com.stateset.sequencer.projection.spi.ProjectionStore;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.tck.Retrying;
import com.stateset.sequencer.tck.StoreContract;
import com.stateset.sequencer.tck.process.ChildJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Exactly once, whichever process dies when: the state is that of a run in which nothing happened.
 *
 * <p>Short by default. With {@code -Dsequencer.survival=true} there are hundreds of kills, two and four processes, and a million
 * events to rebuild; {@code -Dsequencer.rounds=N} sets the number of kills, {@code -Dsequencer.events=N} that of events.
 */
public abstract class ProjectionSurvivalContract {

    private static final boolean LONG = Boolean.getBoolean("sequencer.survival");
    private static final int KILLS = Integer.getInteger("sequencer.rounds", LONG ? 200 : 2);
    private static final int REBUILT_EVENTS = Integer.getInteger("sequencer.events", LONG ? 1_000_000 : 1_000);
    private static final int SHARED_STREAMS = LONG ? 100 : 50;
    private static final int BATCH = 500;
    private static final int PER_ANSWER = 10;
    private static final Duration SHORT_LEASE = Duration.ofMillis(500);
    private static final Duration LEASE = Duration.ofMillis(1500);
    private static final Duration LIMIT = Duration.ofMinutes(LONG ? 60 : 2);

    /** A busy machine may take this many times as long as it took for the same work just before. */
    private static final int SLOWER = 10;

    /** For what a busy machine takes to start with, on top of what is measured. */
    private static final Duration ALLOWANCE = Duration.ofSeconds(3);

    /** A reader of a projection waits no longer than this, even when a new version takes over. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);

    /** The fixture of the store under test. */
    protected abstract ProjectionFixture fixture();

    @Test
    void killed_at_random_points_it_ends_as_if_nothing_had_happened() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        ProjectionTally tally = ProjectionTally.version(1);
        List<StreamId> streams = newStreams(8);
        try (ProjectionPlace place = new ProjectionPlace(fixture())) {
            for (int kill = 1; kill <= KILLS; kill++) {
                try (ChildJvm child = startChild(place, 1 + random.nextInt(50))) {
                    child.awaitLine(ProjectionJvm.READY::equals, LIMIT);
                    for (int burst = random.nextInt(1, 6); burst > 0; burst--) {
                        appendBatch(place, streams.get(random.nextInt(streams.size())), 1 + random.nextInt(200));
                        if (random.nextInt(3) == 0) {
                            fixture().disturb(place.name());
                        }
                    }
                    long applied = place.status("tally").applied();
                    long more = random.nextInt(1, 300);
                    Retrying.comesAbout(
                            Duration.ofMillis(random.nextInt(1, 1500)),
                            () -> place.status("tally").applied() >= applied + more);
                    child.kill();
                }
            }
            place.run(tally, ProjectionPlace.OPTIONS.lease(SHORT_LEASE));
            place.awaitCaughtUp("tally");
            requireExactlyOnce(place, tally, streams);
        }
    }

    @Test
    void a_database_that_breaks_off_ends_as_if_nothing_had_happened() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        ProjectionTally tally = ProjectionTally.version(1);
        List<StreamId> streams = newStreams(4);
        try (ProjectionPlace place = new ProjectionPlace(fixture())) {
            place.run(
                    tally,
                    ProjectionPlace.OPTIONS.lease(SHORT_LEASE).batchEvents(20).threads(2));
            for (int burst = 0; burst < 5 * KILLS; burst++) {
                appendBatch(place, streams.get(random.nextInt(streams.size())), 1 + random.nextInt(100));
                fixture().disturb(place.name());
            }
            place.awaitCaughtUp("tally");
            requireExactlyOnce(place, tally, streams);
        }
    }

    @ParameterizedTest
    @MethodSource("processes")
    void processes_share_streams_and_take_over_those_of_a_dead_one(int processes) {
        ProjectionTally tally = ProjectionTally.version(1);
        List<StreamId> streams = newStreams(SHARED_STREAMS);
        List<ChildJvm> children = new ArrayList<>();
        List<Set<String>> worked = Stream.<Set<String>>generate(ConcurrentHashMap::newKeySet)
                .limit(processes)
                .toList();
        try (ProjectionPlace place = new ProjectionPlace(fixture())) {
            appendBatches(place, streams, 5);
            worked.forEach(streamsOfOne ->
                    children.add(ProjectionJvm.start(fixture(), place.name(), LEASE, 10, streamsOfOne::add)));
            children.forEach(child -> child.awaitLine(ProjectionJvm.READY::equals, LIMIT));
            Retrying.await("all workers", LIMIT, () -> workers(place) == processes);
            Retrying.await("even shares", LIMIT, () -> {
                place.awaitCaughtUp("tally");
                worked.forEach(Set::clear);
                appendBatches(place, streams, 1);
                place.awaitCaughtUp("tally");
                return worked.stream().allMatch(share -> share.size() == SHARED_STREAMS / processes);
            });
            Duration undisturbed = caughtUpAfter(place, streams);
            children.get(0).kill();
            Duration takenOver = caughtUpAfter(place, streams);
            System.out.println("all streams went on " + takenOver + " after one of " + processes + " was killed");
            assertThat(takenOver)
                    .as("the dead one's streams wait for its lease, and for nothing else")
                    .isLessThan(LEASE.plus(LEASE.dividedBy(4)).plus(ALLOWANCE).plus(undisturbed.multipliedBy(SLOWER)));
            requireExactlyOnce(place, tally, streams);
            assertThat(workers(place)).isEqualTo(processes - 1);
        } finally {
            children.forEach(ChildJvm::close);
        }
    }

    /** How long it takes until new events in every stream are applied. */
    private static Duration caughtUpAfter(ProjectionPlace place, List<StreamId> streams) {
        long start = System.nanoTime();
        appendBatches(place, streams, 5);
        place.awaitCaughtUp("tally");
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void one_frozen_past_its_lease_stores_nothing_twice() {
        ProjectionTally tally = ProjectionTally.version(1);
        List<StreamId> streams = newStreams(4);
        try (ProjectionPlace place = new ProjectionPlace(fixture())) {
            for (int round = 1; round <= Math.max(1, KILLS / 2); round++) {
                Set<String> worked = ConcurrentHashMap.newKeySet();
                try (ChildJvm zombie = ProjectionJvm.start(fixture(), place.name(), SHORT_LEASE, 5, worked::add)) {
                    zombie.awaitLine(ProjectionJvm.READY::equals, LIMIT);
                    appendBatches(place, streams, 80);
                    Retrying.await("work", LIMIT, () -> !worked.isEmpty());
                    inTransaction(place, zombie::stop);
                    assertThat(place.status("tally").lag()).isPositive();
                    ProjectionRunner other = place.run(
                            tally, ProjectionPlace.OPTIONS.lease(SHORT_LEASE).batchEvents(50));
                    place.awaitCaughtUp("tally");
                    zombie.resume();
                    appendBatches(place, streams, 20);
                    place.awaitCaughtUp("tally");
                    other.close();
                    // Now all is up to the one that was frozen.
                    appendBatches(place, streams, 1);
                    place.awaitCaughtUp("tally");
                    requireExactlyOnce(place, tally, streams);
                }
            }
        }
    }

    /** One that freezes in a transaction of its own would keep everybody out of a file: in this one it can have none there. */
    private static void inTransaction(ProjectionPlace place, Runnable action) {
        ProjectionStore store = place.projectionStore();
        long gate = store.add("gate", 1, Role.LIVE, List.of()).id();
        Claim claim = ProjectionPlace.retrying(() -> store.claim(gate, UUID.randomUUID(), Duration.ofMinutes(1)))
                .get(0);
        assertThat(ProjectionPlace.retrying(() -> store.work(claim, transaction -> action.run())))
                .isTrue();
        store.drop(gate);
    }

    @Test
    void a_new_version_is_built_while_the_old_one_answers() {
        ProjectionTally first = ProjectionTally.version(1);
        ProjectionTally second = ProjectionTally.version(2);
        List<StreamId> streams = newStreams(4);
        ProjectionOptions quick =
                ProjectionOptions.defaults().pollInterval(Duration.ofMillis(20)).threads(4);
        try (ProjectionPlace place = new ProjectionPlace(fixture())) {
            for (int appended = 0; appended < REBUILT_EVENTS; appended += BATCH) {
                appendBatch(place, streams.get(appended / BATCH % streams.size()), BATCH);
            }
            place.run(first, quick);
            Retrying.await(
                    "the first version", LIMIT, () -> place.status("tally").lag() == 0);
            place.run(second, quick);
            new OldVersionReads(place, streams).untilReplaced();
            Retrying.await(
                    "the second version", LIMIT, () -> place.status("tally").lag() == 0);
            requireExactlyOnce(place, second, streams);
        }
    }

    static IntStream processes() {
        return LONG ? IntStream.of(2, 4) : IntStream.of(2);
    }

    private ChildJvm startChild(ProjectionPlace place, int batchEvents) {
        return ProjectionJvm.start(fixture(), place.name(), SHORT_LEASE, batchEvents, applied -> {});
    }

    private static void requireExactlyOnce(ProjectionPlace place, ProjectionTally tally, List<StreamId> streams) {
        assertThat(place.tally()).isEqualTo(tally.of(place.walk(streams)));
        assertThat(place.query("select count(*) from tally_seen"))
                .isEqualTo(List.of(List.of(Long.toString(place.status("tally").events()))));
    }

    private static int workers(ProjectionPlace place) {
        return place.projections().status("tally").stream()
                .mapToInt(ProjectionStatus::workers)
                .sum();
    }

    private static List<StreamId> newStreams(int count) {
        return Stream.generate(StoreContract::newStream).limit(count).toList();
    }

    private static void appendBatch(ProjectionPlace place, StreamId stream, int events) {
        appendBatches(place, List.of(stream), events);
    }

    /** Events about seven entities of each stream, as one group. */
    private static void appendBatches(ProjectionPlace place, List<StreamId> streams, int events) {
        List<AppendBatch> group = streams.stream()
                .map(stream -> batch(IntStream.range(0, events)
                        .mapToObj(
                                i -> event(stream).entity("order", "o-" + i % 7).candidate())
                        .toList()))
                .toList();
        // The same events each time: they are stored once, whatever became of the attempts before.
        ProjectionPlace.retrying(() -> StoreContract.retrying(place.store(), group));
    }

    /** Reads the old version of a projection, again and again, while the new one is built and more events come in. */
    private static final class OldVersionReads {

        private final ProjectionPlace place;
        private final List<StreamId> streams;
        private final long start = System.nanoTime();
        private long answered = REBUILT_EVENTS;
        private long paced;
        private int answers;
        private Duration longest = Duration.ZERO;

        OldVersionReads(ProjectionPlace place, List<StreamId> streams) {
            this.place = place;
            this.streams = streams;
        }

        void untilReplaced() {
            ToldProgress progress = new ToldProgress();
            List<ProjectionStatus> builds = place.projections().status("tally");
            while (builds.get(0).build().version() == 1) {
                appendMore(builds.get(builds.size() - 1).applied());
                read();
                progress.say(builds);
                builds = place.projections().status("tally");
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
            }
            print();
            assertThat(answers).isPositive();
            assertThat(longest).isLessThan(LONGEST_ANSWER);
        }

        /** Events come in half as fast as they are rebuilt: faster than that, the build would never catch up. */
        private void appendMore(long applied) {
            if (Math.abs(applied - paced) >= 2L * PER_ANSWER * streams.size()) {
                appendBatches(place, streams, PER_ANSWER);
                paced = applied;
            }
        }

        private void read() {
            long asked = System.nanoTime();
            long events = Long.parseLong(
                    place.query("select sum(events) from tally").get(0).get(0));
            Duration took = Duration.ofNanos(System.nanoTime() - asked);
            longest = took.compareTo(longest) > 0 ? took : longest;
            assertThat(events).isGreaterThanOrEqualTo(answered);
            answered = events;
            answers++;
        }

        private void print() {
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%,d events rebuilt in %.1f s, %,.0f events/s, beside %,d answers of the old version (the longest took %d ms) while %,d events came in%n",
                    REBUILT_EVENTS,
                    seconds,
                    REBUILT_EVENTS / seconds,
                    answers,
                    longest.toMillis(),
                    place.status("tally").events() - REBUILT_EVENTS);
        }
    }

    /** Tells, at every tenth, how far a rebuild is and how long it will take. */
    private static final class ToldProgress {

        private int tenths;

        private void say(List<ProjectionStatus> builds) {
            builds.stream()
                    .filter(status -> status.build().role() == Role.NEXT && status.progress() * 10 >= tenths + 1)
                    .findFirst()
                    .ifPresent(status -> {
                        tenths = (int) (status.progress() * 10);
                        System.out.printf(
                                Locale.ROOT,
                                "%d %%, %s left%n",
                                10 * tenths,
                                status.timeLeft().map(Duration::toString).orElse("?"));
                    });
        }
    }
}
