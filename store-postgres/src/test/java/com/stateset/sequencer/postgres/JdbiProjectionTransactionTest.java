package com.stateset.sequencer.postgres;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.projection.ProjectionBuild.Role;
import com.stateset.sequencer.projection.spi.Claim;
import com.stateset.sequencer.projection.spi.ProjectionStore;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** A worker that lost its connection while it committed begins again; the server may commit only then. */
class JdbiProjectionTransactionTest extends OwnDatabase {

    private static final Duration LEASE = Duration.ofHours(1);

    @Test
    void a_claim_that_was_read_before_the_commit_is_not_good_after_it() throws Exception {
        PostgresEventStore store = open();
        StreamId stream = Samples.newStream();
        assertThat(Samples.append(store, event(stream).candidate())).containsExactly("accepted 1");
        SequencedEvent first =
                store.read(stream, ReadOptions.forwardsFrom(1)).events().get(0);
        ProjectionStore projections = store.projections();
        long build = projections.add("late", 1, Role.LIVE, List.of()).id();
        UUID worker = UUID.randomUUID();
        Claim lost = projections.claim(build, worker, LEASE).get(0);
        CompletableFuture<CompletableFuture<Boolean>> begunAgain = new CompletableFuture<>();
        boolean stored = projections.work(lost, transaction -> {
            Claim again = projections.claim(build, worker, LEASE).get(0);
            assertThat(again).isEqualTo(lost);
            begunAgain.complete(CompletableFuture.supplyAsync(() -> projections.work(again, next -> {
                throw new AssertionError("the first event was about to be applied again");
            })));
            Eventually.holds("the second one waits for the first one", this::somebodyWaits);
            transaction.moveTo(first);
        });
        assertThat(stored).isTrue();
        assertThat(begunAgain.get(1, SECONDS).get(30, SECONDS)).isFalse();
        assertThat(projections.claim(build, worker, LEASE)).containsExactly(lost.movedTo(first));
    }

    private boolean somebodyWaits() {
        return Jdbi.create(dataSource())
                .withHandle(handle -> handle.createQuery("select exists (select from pg_locks where not granted)")
                        .mapTo(Boolean.class)
                        .one());
    }
}
