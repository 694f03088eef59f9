package com.stateset.sequencer.tck.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.ProjectionRefusedException;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.projection.AtLeastOnceProjection;
import com.stateset.sequencer.projection.FailurePolicy;
import com.stateset.sequencer.projection.ParkedEvent;
import com.stateset.sequencer.projection.runner.ProjectionRunner;
import com.stateset.sequencer.tck.Retrying;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What fails is tried again, then stops its stream or is put aside; nothing of it is left behind. */
public abstract class ProjectionFailureContract extends ProjectionCase {

    private static final FailurePolicy AT_ONCE =
            FailurePolicy.park().attempts(2).pauses(Duration.ofMillis(1), Duration.ofMillis(1));

    @Test
    void an_event_that_fails_for_a_while_is_applied_once() {
        AtomicInteger failures = new AtomicInteger(3);
        ProjectionTally tally =
                ProjectionTally.version(1).disturbedBy(failingAt("b", () -> failures.getAndDecrement() > 0));
        place().append(stream, "a", "b", "c");
        place().run(
                        tally,
                        ProjectionPlace.OPTIONS.failures(
                                FailurePolicy.stop().pauses(Duration.ofMillis(1), Duration.ofMillis(5))));
        place().awaitCaughtUp("tally");
        assertThat(place().tally()).isEqualTo(tally.of(place().events(stream)));
        assertThat(failures.get()).isNegative();
    }

    @Test
    void an_event_that_keeps_failing_stops_its_stream() {
        Set<String> broken = ConcurrentHashMap.newKeySet();
        broken.add("b");
        ProjectionTally tally = ProjectionTally.version(1).disturbedBy(failing(broken));
        place().append(stream, "a", "b", "c");
        place().append(other, "a", "c");
        place().run(
                        tally,
                        ProjectionPlace.OPTIONS.failures(
                                FailurePolicy.stop().attempts(3).pauses(Duration.ofMillis(1), Duration.ofMillis(1))));
        Retrying.await(
                "the stop", LIMIT, () -> !place().status("tally").stopped().isEmpty());
        Retrying.await("the other stream", LIMIT, () -> place().status("tally").applied() == 3);
        assertThat(place().status("tally").stopped().get(0).stream()).isEqualTo(stream);
        assertThat(place().status("tally").stopped().get(0).reason())
                .startsWith("event 2 failed 3 time(s)")
                .contains("b is broken");
        broken.clear();
        assertThat(place().projections().resume("tally")).isEqualTo(1);
        place().awaitCaughtUp("tally");
        assertThat(place().tally()).isEqualTo(tally.of(place().events(List.of(stream, other))));
    }

    @Test
    void a_failing_event_can_be_put_aside_and_tried_again() {
        Set<String> broken = ConcurrentHashMap.newKeySet();
        broken.add("b");
        ProjectionTally tally = ProjectionTally.version(1).disturbedBy(failing(broken));
        place().append(stream, "a", "b", "c", "b", "a");
        place().run(tally, ProjectionPlace.OPTIONS.failures(AT_ONCE));
        place().awaitCaughtUp("tally");
        List<ParkedEvent> parked = place().projections().parked("tally", 10);
        assertThat(parked).extracting(ParkedEvent::sequenceNumber).containsExactly(2L, 4L);
        assertThat(parked).extracting(ParkedEvent::attempts).containsExactly(2, 2);
        assertThat(parked.get(0).error()).contains("b is broken");
        assertThat(parked.get(0).eventId())
                .isEqualTo(place().events(stream).get(1).event().eventId());

        assertThat(place().projections().retry("tally", stream, 2)).isTrue();
        Retrying.await(
                "another failure",
                LIMIT,
                () -> place().projections().parked("tally", 1).get(0).attempts() == 3);
        assertThat(place().projections().retry("tally", stream, 3)).isFalse();

        broken.clear();
        assertThat(place().projections().retryAll("tally")).isEqualTo(2);
        Retrying.await("nothing parked", LIMIT, () -> place().status("tally").parked() == 0);
        assertThat(place().tally()).isEqualTo(tally.of(place().events(stream)));
    }

    @Test
    void of_events_applied_together_only_the_failing_are_put_aside() {
        ProjectionTally tally = ProjectionTally.version(1).disturbedBy(failing(Set.of("b")));
        TogetherProjection<?> together = place().together(tally);
        place().append(stream, "a", "c", "b", "d", "a", "b", "e");
        place().run(together, ProjectionPlace.OPTIONS.failures(AT_ONCE));
        place().awaitCaughtUp("tally");
        assertThat(place().projections().parked("tally", 10))
                .extracting(ParkedEvent::sequenceNumber)
                .containsExactly(3L, 6L);
        assertThat(place().tally())
                .isEqualTo(tally.of(place().events(stream).stream()
                        .filter(event -> !event.event().entity().id().equals("b"))
                        .toList()));
        assertThat(together.sizes()).contains(7, 1);
    }

    @Test
    void a_parked_event_can_be_given_up() {
        Set<String> broken = Set.of("b");
        ProjectionTally tally = ProjectionTally.version(1).disturbedBy(failing(broken));
        place().append(stream, "a", "b", "c");
        place().run(tally, ProjectionPlace.OPTIONS.failures(AT_ONCE));
        place().awaitCaughtUp("tally");
        assertThat(place().projections().discard("tally", stream, 2)).isTrue();
        assertThat(place().projections().discard("tally", stream, 2)).isFalse();
        assertThat(place().projections().parked("tally", 10)).isEmpty();
        assertThat(place().tally())
                .isEqualTo(tally.of(place().events(stream).stream()
                        .filter(event -> event.sequenceNumber() != 2)
                        .toList()));
    }

    @Test
    void an_event_discarded_during_its_retry_stays_discarded() {
        AtomicInteger attempts = new AtomicInteger();
        place().append(stream, "a", "b");
        runEffects(event -> {
            if (event.sequenceNumber() == 1) {
                if (attempts.incrementAndGet() > AT_ONCE.attempts()) {
                    assertThat(place().projections().discard("effects", stream, 1))
                            .isTrue();
                }
                throw new IllegalStateException("event 1 is broken");
            }
        });
        place().awaitCaughtUp("effects");
        assertThat(place().projections().retry("effects", stream, 1)).isTrue();
        Retrying.await("the retry", LIMIT, () -> attempts.get() > AT_ONCE.attempts());
        place().append(stream, "c");
        place().awaitCaughtUp("effects");
        assertThat(place().projections().parked("effects", 10)).isEmpty();
    }

    @Test
    void an_event_discarded_before_its_retry_is_not_applied() {
        AtomicBoolean broken = new AtomicBoolean(true);
        List<Long> seen = new CopyOnWriteArrayList<>();
        place().append(stream, "a", "b", "c");
        runEffects(event -> {
            if (event.sequenceNumber() <= 2 && broken.get()) {
                throw new IllegalStateException("it is broken");
            }
            seen.add(event.sequenceNumber());
            if (event.sequenceNumber() == 1) {
                assertThat(place().projections().discard("effects", stream, 2)).isTrue();
            }
        });
        place().awaitCaughtUp("effects");
        broken.set(false);
        assertThat(place().projections().retryAll("effects")).isEqualTo(2);
        Retrying.await(
                "nothing parked",
                LIMIT,
                () -> place().projections().parked("effects", 10).isEmpty());
        place().append(stream, "d");
        place().awaitCaughtUp("effects");
        assertThat(seen).containsExactly(3L, 1L, 4L);
    }

    @Test
    void an_event_is_either_given_up_or_applied() {
        AtomicBoolean broken = new AtomicBoolean(true);
        ProjectionTally tally = ProjectionTally.version(1).disturbedBy(failingAt("b", broken::get));
        place().append(stream, "a", "b", "a", "b", "b", "b");
        place().run(tally, ProjectionPlace.OPTIONS.failures(AT_ONCE));
        place().awaitCaughtUp("tally");
        broken.set(false);
        assertThat(place().projections().retryAll("tally")).isEqualTo(4);
        Set<Long> discarded = new HashSet<>();
        for (long number : List.of(6L, 5L, 4L, 2L)) {
            if (place().projections().discard("tally", stream, number)) {
                discarded.add(number);
            }
        }
        Retrying.await("nothing parked", LIMIT, () -> place().status("tally").parked() == 0);
        List<SequencedEvent> applied = new ArrayList<>(place().events(stream));
        applied.removeIf(event -> discarded.contains(event.sequenceNumber()));
        assertThat(place().query("select sequence_number from tally_seen order by sequence_number"))
                .isEqualTo(applied.stream()
                        .map(event -> List.of(Long.toString(event.sequenceNumber())))
                        .toList());
    }

    @Test
    void a_parked_event_can_hold_its_entity_back_while_others_go_on() {
        Set<Long> broken = ConcurrentHashMap.newKeySet();
        broken.add(2L);
        ProjectionTally tally = ProjectionTally.version(1).disturbedBy(failingAtNumbers(broken));
        place().append(stream, "a", "b", "a", "b", "c", "b");
        place().run(tally, ProjectionPlace.OPTIONS.failures(AT_ONCE.holdingEntitiesBack()));
        place().awaitCaughtUp("tally");
        List<ParkedEvent> parked = place().projections().parked("tally", 10);
        assertThat(parked).extracting(ParkedEvent::sequenceNumber).containsExactly(2L, 4L, 6L);
        assertThat(parked).extracting(ParkedEvent::isHeldBack).containsExactly(false, true, true);
        assertThat(place().tally())
                .isEqualTo(tally.of(place().events(stream).stream()
                        .filter(event -> !event.event().entity().id().equals("b"))
                        .toList()));

        // One that waits behind another one does not overtake it.
        assertThat(place().projections().retry("tally", stream, 4)).isTrue();
        Retrying.await(
                "no retry wanted",
                LIMIT,
                () -> place().projections().parked("tally", 10).stream().noneMatch(ParkedEvent::retryWanted));
        assertThat(place().projections().parked("tally", 10)).hasSize(3);

        broken.clear();
        assertThat(place().projections().retry("tally", stream, 2)).isTrue();
        Retrying.await("nothing parked", LIMIT, () -> place().status("tally").parked() == 0);
        assertThat(place().tally()).isEqualTo(tally.of(place().events(stream)));
    }

    @Test
    void what_waits_behind_an_event_goes_on_when_that_is_given_up() {
        ProjectionTally tally = ProjectionTally.version(1).disturbedBy(failingAtNumbers(Set.of(1L)));
        place().append(stream, "b", "b", "b");
        place().run(tally, ProjectionPlace.OPTIONS.failures(AT_ONCE.holdingEntitiesBack()));
        place().awaitCaughtUp("tally");
        assertThat(place().projections().parked("tally", 10)).hasSize(3);
        assertThat(place().projections().discard("tally", stream, 1)).isTrue();
        Retrying.await("nothing parked", LIMIT, () -> place().status("tally").parked() == 0);
        assertThat(place().tally()).isEqualTo(tally.of(place().events(stream).subList(1, 3)));
    }

    @Test
    void a_new_version_that_parks_more_is_promoted_only_on_demand() {
        ProjectionTally first = ProjectionTally.version(1);
        ProjectionTally second = ProjectionTally.version(2).disturbedBy(failing(Set.of("b")));
        place().append(stream, "a", "b", "a");
        place().run(first);
        place().awaitCaughtUp("tally");
        assertThatThrownBy(() -> place().projections().promote("tally"))
                .isInstanceOf(ProjectionRefusedException.class)
                .hasMessage("nothing is built beside the projection tally");
        place().run(second, ProjectionPlace.OPTIONS.failures(AT_ONCE));
        Retrying.await(
                "the parked event",
                LIMIT,
                () -> place().projections().parked("tally", 10).size() == 1);
        place().append(stream, "c");
        place().awaitCaughtUp("tally");
        long next = place().projections().status("tally").get(1).build().id();
        assertThat(place().projectionStore().promote(next, false)).isFalse();
        assertThat(place().tally()).isEqualTo(first.of(place().events(stream)));

        Retrying.await("the promotion", LIMIT, () -> place().projections().promote("tally"));
        assertThat(place().status("tally").build().version()).isEqualTo(2);
        List<SequencedEvent> applied = new ArrayList<>(place().events(stream));
        applied.remove(1);
        assertThat(place().tally()).isEqualTo(second.of(applied));
        assertThat(place().projections().discard("tally", stream, 2)).isTrue();
    }

    @Test
    void a_new_version_is_promoted_once_its_parked_events_are_gone() {
        place().append(stream, "a", "b");
        place().run(ProjectionTally.version(1));
        place().awaitCaughtUp("tally");
        place().run(
                        ProjectionTally.version(2).disturbedBy(failing(Set.of("b"))),
                        ProjectionPlace.OPTIONS.failures(AT_ONCE));
        Retrying.await("the parked event", LIMIT, () -> place().projections().discard("tally", stream, 2));
        Retrying.await(
                "the change", LIMIT, () -> place().status("tally").build().version() == 2);
    }

    @Test
    void what_is_kept_of_a_refused_statement_tells_no_values() {
        ProjectionTally tally = ProjectionTally.version(1);
        ProjectionUnderTest refused = new Refused(tally, "secret", "hidden");
        place().append(stream, "a", "b");
        place().run(refused, ProjectionPlace.OPTIONS.failures(AT_ONCE));
        place().awaitCaughtUp("tally");
        assertThat(place().projections().parked("tally", 10))
                .extracting(ParkedEvent::error)
                .singleElement()
                .asString()
                .containsIgnoringCase("unique")
                .doesNotContain("secret", "hidden", "statement:", "arguments:", "insert into");
    }

    @Test
    void a_different_history_is_refused() {
        ProjectionTally tally = ProjectionTally.version(1);
        place().append(stream, "a", "b");
        place().run(tally).close();
        ProjectionRunner runner = place().run(tally);
        place().awaitCaughtUp("tally");
        runner.close();
        fixture().forgeLeaf(place().name(), 2);
        place().append(stream, "c");
        place().run(tally);
        Retrying.await(
                "the refusal", LIMIT, () -> !place().status("tally").stopped().isEmpty());
        assertThat(place().status("tally").stopped().get(0).reason())
                .startsWith("the history of stream " + stream + " is not the one that the projection was built from: "
                        + "event 2 had the leaf ")
                .endsWith("; rebuild the projection, or reset it");
        assertThat(place().status("tally").applied()).isEqualTo(2);
    }

    /** Runs a projection that can use the store while it is given an event. */
    private void runEffects(Consumer<SequencedEvent> effects) {
        place().run(
                        new AtLeastOnceProjection() {
                            @Override
                            public String name() {
                                return "effects";
                            }

                            @Override
                            public int version() {
                                return 1;
                            }

                            @Override
                            public void apply(SequencedEvent event) {
                                effects.accept(event);
                            }
                        },
                        ProjectionPlace.OPTIONS.failures(AT_ONCE));
    }

    private static Consumer<SequencedEvent> failingAt(String entity, BooleanSupplier broken) {
        return event -> {
            if (event.event().entity().id().equals(entity) && broken.getAsBoolean()) {
                throw new IllegalStateException(entity + " is broken");
            }
        };
    }

    /** Its second event is refused by the database, with these values. */
    private record Refused(ProjectionTally tally, String store, String entity) implements ProjectionTally.Changed {

        @Override
        public void apply(SequencedEvent event, ProjectionSql sql) {
            sql.execute(
                    String.format(Locale.ROOT, "insert into %s values (?, ?, 1, 1)", sql.table("tally")),
                    store,
                    entity);
        }
    }
}
