package com.stateset.sequencer.tck.projection;

import static com.stateset.sequencer.tck.StoreContract.newStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.projection.ProjectionBuild.Role;
import com.stateset.sequencer.projection.spi.Checkpoint;
import com.stateset.sequencer.projection.spi.Claim;
import com.stateset.sequencer.projection.spi.ProjectionStore;
import com.stateset.sequencer.tck.Retrying;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Of all who work on a build one has a stream, until its lease ends or it gives it back. */
public abstract class ProjectionClaimContract extends ProjectionCase {

    @Test
    void workers_share_streams_evenly_and_a_fence_stops_the_loser() {
        ProjectionStore store = place().projectionStore();
        List<StreamId> streams = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            StreamId each = newStream();
            place().append(each, "a");
            streams.add(each);
        }
        long build = store.add("tally", 1, Role.LIVE, ProjectionTally.version(1).tables())
                .id();
        UUID one = UUID.randomUUID();
        UUID two = UUID.randomUUID();
        List<Claim> all = store.claim(build, one, LONG);
        assertThat(all).extracting(Claim::stream).containsExactlyInAnyOrderElementsOf(streams);
        assertThat(store.claim(build, two, LONG)).isEmpty();
        List<Claim> half = store.claim(build, one, LONG);
        assertThat(half).hasSize(5);
        List<Claim> taken = store.claim(build, two, LONG);
        assertThat(taken).hasSize(5);
        Claim lost = all.stream()
                .filter(claim -> taken.stream().anyMatch(now -> now.stream().equals(claim.stream())))
                .findFirst()
                .orElseThrow();
        assertThat(store.work(lost, transaction -> {
                    throw new AssertionError("a lost claim was good");
                }))
                .isFalse();
        assertThat(store.work(half.get(0), transaction -> transaction.stop("enough")))
                .isTrue();
        assertThat(store.claim(build, one, LONG)).hasSize(4).doesNotContain(half.get(0));
        store.leave(build, two);
        assertThat(store.claim(build, one, LONG)).hasSize(9);
    }

    @Test
    void the_streams_of_a_silent_worker_are_taken_over() {
        ProjectionStore store = place().projectionStore();
        place().append(stream, "a");
        long build = store.add("tally", 1, Role.LIVE, List.of()).id();
        UUID one = UUID.randomUUID();
        UUID two = UUID.randomUUID();
        Claim lost = store.claim(build, one, Duration.ofMillis(200)).get(0);
        Retrying.await(
                "the takeover", LIMIT, () -> !store.claim(build, two, LONG).isEmpty());
        assertThat(store.claim(build, one, LONG)).isEmpty();
        assertThat(store.work(lost, transaction -> {})).isFalse();
    }

    @Test
    void a_worker_whose_lease_ran_out_stores_nothing() {
        ProjectionStore store = place().projectionStore();
        place().append(stream, "a");
        SequencedEvent event = place().events(stream).get(0);
        long build = store.add("tally", 1, Role.LIVE, List.of()).id();
        UUID worker = UUID.randomUUID();
        Claim claim = store.claim(build, worker, Duration.ofMillis(200)).get(0);
        Retrying.await(
                "the end of the lease", LIMIT, () -> place().status("tally").workers() == 0);
        assertThat(store.work(claim, transaction -> transaction.moveTo(event))).isFalse();
        assertThat(store.applied("tally", stream)).isZero();
        Claim again = store.claim(build, worker, LONG).get(0);
        assertThat(store.work(again, transaction -> transaction.moveTo(event))).isTrue();
        assertThat(store.applied("tally", stream)).isEqualTo(1);
    }

    @Test
    void a_claim_is_good_only_where_the_checkpoint_stands() {
        ProjectionStore store = place().projectionStore();
        place().append(stream, "a", "b");
        List<SequencedEvent> events = place().events(stream);
        long build = store.add("tally", 1, Role.LIVE, List.of()).id();
        UUID worker = UUID.randomUUID();
        Claim claim = store.claim(build, worker, LONG).get(0);
        assertThat(store.work(claim, transaction -> transaction.moveTo(events.get(0))))
                .isTrue();
        assertThat(store.work(claim, transaction -> {
                    throw new AssertionError("the first event was about to be applied again");
                }))
                .isFalse();
        assertThat(store.claim(build, worker, LONG)).containsExactly(claim.movedTo(events.get(0)));
        assertThat(store.work(claim.movedTo(events.get(0)), transaction -> transaction.moveTo(events.get(1))))
                .isTrue();
        assertThat(store.applied("tally", stream)).isEqualTo(2);
    }

    @Test
    void what_is_done_in_a_transaction_that_fails_is_undone() {
        ProjectionStore store = place().projectionStore();
        place().append(stream, "a");
        SequencedEvent event = place().events(stream).get(0);
        long build = store.add("tally", 1, Role.LIVE, List.of()).id();
        UUID worker = UUID.randomUUID();
        Claim claim = store.claim(build, worker, LONG).get(0);
        assertThatThrownBy(() -> store.work(claim, transaction -> {
                    transaction.moveTo(event);
                    transaction.park(event, 1, "error");
                    throw new IllegalStateException("after all that");
                }))
                .isInstanceOf(RuntimeException.class);
        assertThat(store.checkpoints(build)).containsEntry(stream, Checkpoint.START);
        assertThat(store.parked("tally", 1)).isEmpty();
        assertThat(store.work(claim, transaction -> transaction.moveTo(event))).isTrue();
        assertThat(store.checkpoints(build)).containsEntry(stream, new Checkpoint(1, event.leafHash(), 0, null));
    }

    @Test
    void a_build_that_is_held_does_not_move() {
        ProjectionStore store = place().projectionStore();
        place().append(stream, "a");
        long build = store.add("tally", 1, Role.LIVE, List.of()).id();
        UUID worker = UUID.randomUUID();
        Claim claim = store.claim(build, worker, LONG).get(0);
        store.hold(build, LONG);
        assertThat(store.work(claim, transaction -> {})).isFalse();
        assertThat(store.claim(build, worker, LONG)).isEmpty();
        store.hold(build, Duration.ZERO);
        assertThat(store.work(claim, transaction -> {})).isTrue();
    }
}
