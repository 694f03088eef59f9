package com.stateset.sequencer.tck.projection;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.event.ReadFilter;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.projection.FailurePolicy;
import com.stateset.sequencer.projection.ParkedEvent;
import com.stateset.sequencer.projection.runner.ProjectionRunner;
import com.stateset.sequencer.tck.Retrying;
import com.stateset.sequencer.tck.StoreContract;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a projection does to the store, and not only to itself, is dealt with as the policy says, and harms no other stream. */
public abstract class ProjectionBreakContract extends ProjectionCase {

    private static final FailurePolicy AT_ONCE =
            FailurePolicy.park().attempts(2).pauses(Duration.ofMillis(1), Duration.ofMillis(1));

    @Test
    void an_event_that_breaks_the_store_off_is_parked_alone() {
        ProjectionUnderTest tally = new ChangedTally() {
            @Override
            public void apply(SequencedEvent event, ProjectionSql sql) throws Exception {
                super.apply(event, sql);
                if (event.event().entity().id().equals("b")) {
                    throw new SQLTransientConnectionException("another database is away");
                }
            }
        };
        place().append(stream, "a", "b", "c");
        place().append(other, "a", "c");
        place().run(tally, ProjectionPlace.OPTIONS.failures(AT_ONCE));
        place().awaitCaughtUp("tally");
        List<ParkedEvent> parked = place().projections().parked("tally", 10);
        assertThat(parked).extracting(ParkedEvent::sequenceNumber).containsExactly(2L);
        assertThat(parked.get(0).error()).contains("another database is away");
        assertThat(parked.get(0).attempts()).isEqualTo(10);
        assertThat(place().projections().retryAll("tally")).isEqualTo(1);
        Retrying.await(
                "another failure",
                LIMIT,
                () -> place().projections().parked("tally", 1).get(0).attempts() == 11);
    }

    @Test
    void a_refusal_is_kept_without_the_statement_and_its_values() {
        ProjectionUnderTest tally = new ChangedTally() {
            @Override
            public void apply(SequencedEvent event, ProjectionSql sql) throws Exception {
                super.apply(event, sql);
                sql.execute(
                        String.format(
                                Locale.ROOT,
                                "insert into %s (store_id, entity_id, events) values (?, ?, 1)",
                                sql.table("tally")),
                        "4111-1111",
                        "secret");
            }
        };
        place().append(stream, "a");
        place().run(tally, ProjectionPlace.OPTIONS.failures(AT_ONCE));
        place().awaitCaughtUp("tally");
        assertThat(place().projections().parked("tally", 10).get(0).error())
                .containsIgnoringCase("not")
                .contains("mix")
                .doesNotContain("insert", "statement:", "arguments:", "secret", "4111");
    }

    @Test
    void a_filter_that_throws_is_told_to_whoever_runs_the_projection() {
        ProjectionUnderTest tally = new ChangedTally() {
            @Override
            public ReadFilter events() {
                throw new IllegalStateException("no filter today");
            }
        };
        place().append(stream, "a");
        assertThatThrownBy(() -> place().run(tally))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no filter today");
        assertThat(place().projections().status()).isEmpty();
    }

    @Test
    void a_worker_goes_on_after_an_error() {
        Set<String> once = ConcurrentHashMap.newKeySet();
        ProjectionTally tally = ProjectionTally.version(1);
        place().append(stream, "a", "b");
        place().run(tally.disturbedBy(event -> {
            if (once.add("thrown")) {
                throw new OutOfMemoryError("not really");
            }
        }));
        place().awaitCaughtUp("tally");
        assertThat(place().tally()).isEqualTo(tally.of(place().events(stream)));
    }

    @Test
    void many_events_are_tried_again_a_hundred_at_a_time() {
        Set<String> broken = ConcurrentHashMap.newKeySet();
        broken.add("b");
        ProjectionTally tally = ProjectionTally.version(1);
        StoreContract.retrying(
                place().store(),
                List.of(StoreContract.batch(IntStream.range(0, 105)
                        .mapToObj(i -> event(stream).entity("order", "b").candidate())
                        .toList())));
        place().run(tally.disturbedBy(failing(broken)), ProjectionPlace.OPTIONS.failures(AT_ONCE.attempts(1)));
        place().awaitCaughtUp("tally");
        assertThat(place().status("tally").parked()).isEqualTo(105);
        broken.clear();
        assertThat(place().projections().retryAll("tally")).isEqualTo(105);
        Retrying.await("nothing parked", LIMIT, () -> place().status("tally").parked() == 0);
        assertThat(place().tally()).isEqualTo(tally.of(place().events(stream)));
    }

    @Test
    void closing_leaves_a_hanging_projection_and_blames_no_event() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        ProjectionUnderTest tally = new ChangedTally() {
            @Override
            public void apply(SequencedEvent event, ProjectionSql sql) throws Exception {
                begun.countDown();
                try {
                    never.await();
                } finally {
                    ended.countDown();
                }
            }
        };
        place().append(stream, "a");
        ProjectionRunner runner = place().run(
                        tally,
                        ProjectionPlace.OPTIONS.lease(Duration.ofMillis(100)).failures(AT_ONCE.attempts(1)));
        Retrying.await("the event", LIMIT, () -> begun.getCount() == 0);
        long start = System.nanoTime();
        runner.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        Retrying.await("the interrupt", LIMIT, () -> ended.getCount() == 0);
        assertThat(place().projections().parked("tally", 10)).isEmpty();
        assertThat(place().status("tally").applied()).isZero();
    }

    @Test
    void a_projection_may_close_its_own_runner() {
        AtomicReference<ProjectionRunner> runner = new AtomicReference<>();
        ProjectionTally tally = ProjectionTally.version(1);
        runner.set(place().run(tally.disturbedBy(
                event -> Objects.requireNonNull(runner.get()).close())));
        place().append(stream, "a");
        place().awaitCaughtUp("tally");
        assertThat(place().tally()).isEqualTo(tally.of(place().events(stream)));
    }

    /** A tally, to be changed. */
    private static class ChangedTally implements ProjectionTally.Changed {

        private final ProjectionTally tally = ProjectionTally.version(1);

        @Override
        public ProjectionTally tally() {
            return tally;
        }

        @Override
        public void apply(SequencedEvent event, ProjectionSql sql) throws Exception {
            tally.apply(event, sql);
        }
    }
}
