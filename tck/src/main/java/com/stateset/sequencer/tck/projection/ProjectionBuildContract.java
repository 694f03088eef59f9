package com.stateset.sequencer.tck.projection;

import static com.stateset.sequencer.tck.StoreContract.newStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.ProjectionRefusedException;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.projection.Difference;
import com.stateset.sequencer.projection.FailurePolicy;
import com.stateset.sequencer.projection.ProjectionBuild.Role;
import com.stateset.sequencer.projection.ProjectionTable;
import com.stateset.sequencer.projection.TransactionalProjection;
import com.stateset.sequencer.projection.runner.ProjectionRunner;
import com.stateset.sequencer.projection.spi.ProjectionStore;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.tck.Retrying;
import com.stateset.sequencer.tck.StoreContract.Chain;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** A build takes another one's place when it is nowhere behind; until then the other one answers. */
public abstract class ProjectionBuildContract extends ProjectionCase {

    /** A reader of a projection waits no longer than this, even when another build takes over. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);

    @Test
    void a_new_version_takes_the_old_ones_place_when_it_has_caught_up() {
        ProjectionTally first = ProjectionTally.version(1);
        place().append(stream, "a", "b", "a");
        ProjectionRunner old = place().run(first);
        place().awaitCaughtUp("tally");
        old.close();

        Set<String> gate = ConcurrentHashMap.newKeySet();
        gate.add("b");
        ProjectionTally second = ProjectionTally.version(2).disturbedBy(failing(gate));
        place().run(
                        second,
                        ProjectionPlace.OPTIONS.failures(FailurePolicy.stop()
                                .attempts(1_000_000)
                                .pauses(Duration.ofMillis(1), Duration.ofMillis(1))));
        Retrying.await(
                "the first event of the new one",
                LIMIT,
                () -> place().projections().status("tally").stream()
                        .anyMatch(status -> status.build().role() == Role.NEXT && status.applied() == 1));
        assertThat(place().tally()).isEqualTo(first.of(place().events(stream)));
        assertThat(place().projections().status("tally")).anySatisfy(status -> {
            assertThat(status.build().role()).isEqualTo(Role.NEXT);
            assertThat(status.progress()).isBetween(0.3, 0.4);
            assertThat(status.timeLeft()).isPresent();
        });

        gate.clear();
        Retrying.await(
                "the change", LIMIT, () -> place().status("tally").build().version() == 2);
        assertThat(place().projections().status("tally")).hasSize(1);
        assertThat(place().tally()).isEqualTo(second.of(place().events(stream)));
        place().append(stream, "c");
        place().awaitCaughtUp("tally");
        assertThat(place().tally()).isEqualTo(second.of(place().events(stream)));
    }

    @Test
    void an_old_version_does_nothing_beside_a_newer_one() {
        ProjectionTally second = ProjectionTally.version(2);
        place().append(stream, "a");
        place().run(second);
        place().awaitCaughtUp("tally");
        place().run(ProjectionTally.version(1));
        place().append(stream, "b");
        place().awaitCaughtUp("tally");
        assertThat(place().projections().status("tally")).hasSize(1);
        assertThat(place().tally()).isEqualTo(second.of(place().events(stream)));
    }

    @Test
    void a_rebuild_answers_all_the_time_while_events_come_in() {
        ProjectionTally tally = ProjectionTally.version(1);
        List<StreamId> streams = List.of(stream, other, newStream(), newStream());
        streams.forEach(each -> place().append(each, "a", "b", "c", "a", "b", "c", "a"));
        place().run(tally, ProjectionPlace.OPTIONS.threads(4).batchEvents(2));
        place().awaitCaughtUp("tally");
        long before = place().status("tally").build().id();
        place().projections().rebuild("tally");
        int applied = 28;
        Duration longest = Duration.ZERO;
        do {
            streams.forEach(each -> place().append(each, "a"));
            long asked = System.nanoTime();
            List<List<String>> now = place().tally();
            Duration took = Duration.ofNanos(System.nanoTime() - asked);
            longest = took.compareTo(longest) > 0 ? took : longest;
            int count =
                    now.stream().mapToInt(row -> Integer.parseInt(row.get(2))).sum();
            assertThat(count).isGreaterThanOrEqualTo(applied);
            applied = count;
        } while (place().status("tally").build().id() == before
                || place().projections().status("tally").size() > 1);
        assertThat(longest).isLessThan(LONGEST_ANSWER);
        place().awaitCaughtUp("tally");
        assertThat(place().tally()).isEqualTo(tally.of(place().events(streams)));
    }

    @Test
    void a_new_build_takes_over_although_the_live_one_looks_rarely() {
        ProjectionTally tally = ProjectionTally.version(1);
        place().append(stream, "a", "b");
        place().run(tally, ProjectionPlace.OPTIONS.pollInterval(Duration.ofSeconds(30)));
        Retrying.await(
                "the end of the stream", LIMIT, () -> place().status("tally").lag() == 0);
        long before = place().status("tally").build().id();
        place().projections().rebuild("tally");
        Retrying.await("the change", Duration.ofSeconds(20), () -> {
            place().append(stream, "a");
            return place().status("tally").build().id() != before;
        });
    }

    @Test
    void two_checks_at_once_are_refused_an_abandoned_one_makes_room() {
        ProjectionTally tally = ProjectionTally.version(1);
        TransactionalProjection<?> adapted = fixture().adapt(tally);
        ProjectionStore store = place().projectionStore();
        place().append(stream, "a");
        place().run(tally);
        place().awaitCaughtUp("tally");
        long check = store.add("tally", 1, Role.CHECK, tally.tables()).id();
        UUID worker = UUID.randomUUID();
        assertThat(store.claim(check, worker, LONG)).hasSize(1);
        assertThatThrownBy(() -> place().projections().verify(adapted, ProjectionPlace.OPTIONS))
                .isInstanceOf(ProjectionRefusedException.class)
                .hasMessage("a check of the projection tally is under way, or was broken off a moment ago");
        store.leave(check, worker);
        assertThat(place().projections().verify(adapted, ProjectionPlace.OPTIONS))
                .isEmpty();
        assertThat(place().projections().status("tally")).hasSize(1);
    }

    @Test
    void a_check_ends_although_an_event_fails_for_good() {
        Set<String> broken = ConcurrentHashMap.newKeySet();
        ProjectionTally tally = ProjectionTally.version(1);
        place().append(stream, "a", "b");
        place().run(tally);
        place().awaitCaughtUp("tally");
        broken.add("b");
        assertThat(place().projections()
                        .verify(
                                fixture().adapt(tally.disturbedBy(failing(broken))),
                                ProjectionPlace.OPTIONS.failures(
                                        FailurePolicy.stop().attempts(20).pauses(LONG, LONG))))
                .hasValueSatisfying(difference -> assertThat(difference.key()).containsEntry("entity_id", "b"));
    }

    @Test
    void a_different_chain_of_commitments_is_refused() {
        ProjectionTally tally = ProjectionTally.version(1);
        place().append(stream, "a", "b", "c");
        Commitment commitment = Chain.next(stream, null, 2);
        assertThat(place().store().commitments().publish(commitment)).isTrue();
        ProjectionRunner first = place().run(tally);
        place().awaitCaughtUp("tally");
        assertThat(place().projectionStore()
                        .checkpoints(place().status("tally").build().id()))
                .hasEntrySatisfying(stream, checkpoint -> {
                    assertThat(checkpoint.committedTo()).isEqualTo(2);
                    assertThat(checkpoint.stateRoot()).isEqualTo(commitment.newStateRoot());
                });
        first.close();
        ProjectionRunner second = place().run(tally);
        place().append(stream, "d");
        place().awaitCaughtUp("tally");
        second.close();
        fixture().forgeStateRoots(place().name());
        place().append(stream, "e");
        place().run(tally);
        Retrying.await(
                "the refusal", LIMIT, () -> !place().status("tally").stopped().isEmpty());
        assertThat(place().status("tally").stopped().get(0).reason())
                .contains("the commitment up to 2 had the state root " + commitment.newStateRoot() + ", and now ");
        assertThat(place().status("tally").applied()).isEqualTo(4);
    }

    @Test
    void a_new_version_that_stands_still_does_not_hold_the_old_one() {
        ProjectionTally first = ProjectionTally.version(1);
        place().append(stream, "a", "b", "a");
        place().run(first);
        place().awaitCaughtUp("tally");
        place().run(
                        ProjectionTally.version(2).disturbedBy(failing(Set.of("b"))),
                        ProjectionPlace.OPTIONS.failures(FailurePolicy.stop().attempts(1)));
        Retrying.await(
                "the standstill",
                LIMIT,
                () -> place().projections().status("tally").stream()
                        .anyMatch(status -> !status.stopped().isEmpty()));
        place().append(stream, "c", "c", "c");
        Retrying.await(
                "the old version's end of the stream",
                LIMIT,
                () -> place().status("tally").applied() == 6);
        assertThat(place().tally()).isEqualTo(first.of(place().events(stream)));
    }

    @Test
    void a_rebuild_mends_what_a_shortened_history_left_behind() {
        ProjectionTally tally = ProjectionTally.version(1);
        place().append(stream, "a", "b", "c");
        place().run(tally).close();
        ProjectionRunner runner = place().run(tally);
        place().awaitCaughtUp("tally");
        runner.close();
        fixture().shorten(place().name(), 2);
        place().run(tally);
        Retrying.await(
                "the refusal", LIMIT, () -> !place().status("tally").stopped().isEmpty());
        assertThat(place().status("tally").stopped().get(0).reason())
                .contains("it ends at 2, but the projection is past event 3");
        long before = place().status("tally").build().id();
        place().projections().rebuild("tally");
        Retrying.await(
                "the change", LIMIT, () -> place().status("tally").build().id() != before);
        assertThat(place().tally()).isEqualTo(tally.of(place().events(stream)));
    }

    @Test
    void a_reset_begins_anew() {
        ProjectionTally tally = ProjectionTally.version(1);
        place().append(stream, "a", "b");
        ProjectionRunner runner = place().run(tally);
        place().awaitCaughtUp("tally");
        runner.close();
        place().execute(String.format(Locale.ROOT, "update %s set mix = 7", liveTally()));
        place().projections().reset("tally");
        assertThat(place().tally()).isEmpty();
        place().run(tally);
        place().awaitCaughtUp("tally");
        assertThat(place().tally()).isEqualTo(tally.of(place().events(stream)));
    }

    @Test
    void a_check_finds_the_first_row_that_is_wrong() {
        ProjectionTally tally = ProjectionTally.version(1);
        TransactionalProjection<?> adapted = fixture().adapt(tally);
        place().append(stream, "a", "b", "c");
        place().run(tally);
        place().awaitCaughtUp("tally");
        assertThat(place().projections().verify(adapted, ProjectionPlace.OPTIONS))
                .isEmpty();

        place().execute(String.format(Locale.ROOT, "update %s set events = 17 where entity_id = 'b'", liveTally()));
        place().execute(String.format(Locale.ROOT, "delete from %s where entity_id = 'c'", liveTally()));
        Optional<Difference> found = place().projections().verify(adapted, ProjectionPlace.OPTIONS);
        assertThat(found).hasValueSatisfying(difference -> {
            assertThat(difference.table()).isEqualTo("tally");
            assertThat(difference.key())
                    .isEqualTo(Map.of("store_id", stream.storeId().toString(), "entity_id", "b"));
            assertThat(difference.live().orElseThrow()).containsEntry("events", "17");
            assertThat(difference.rebuilt().orElseThrow()).containsEntry("events", "1");
        });
        assertThat(place().projections().status("tally")).hasSize(1);
        place().append(stream, "d");
        place().awaitCaughtUp("tally");
    }

    @Test
    void two_projections_cannot_have_a_table_of_one_name() {
        place().run(ProjectionTally.version(1));
        ProjectionUnderTest thief = new ProjectionUnderTest() {
            @Override
            public String name() {
                return "thief";
            }

            @Override
            public int version() {
                return 1;
            }

            @Override
            public List<ProjectionTable> tables() {
                return ProjectionTally.version(1).tables();
            }

            @Override
            public void apply(SequencedEvent event, ProjectionSql sql) {}
        };
        assertThatThrownBy(() -> place().run(thief))
                .isInstanceOf(ProjectionRefusedException.class)
                .hasMessage("the projection tally has a table tally already");
        assertThat(place().projections().status("thief")).isEmpty();
    }

    /** The table behind the view. */
    private String liveTally() {
        return fixture().tableName(place().status("tally").build().id(), "tally");
    }
}
