package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.CommitmentRefusedException;
import com.stateset.sequencer.error.NotCommittedException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.InclusionProof;
import com.stateset.sequencer.merkle.MerkleTree;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.proof.EventProof;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CommitterTest {

    private final MemoryStore store = new MemoryStore();
    private final SigningKey key = SigningKey.generate();
    private Sequencer sequencer =
            Sequencer.builder().store(store).signingKey(key).build();
    private EventStream stream = sequencer.stream(Samples.stream());

    @AfterEach
    void close() {
        sequencer.close();
    }

    @Test
    void each_commitment_covers_what_is_new_and_continues_the_last() {
        append(3);
        Commitment first = stream.commit();
        append(2);
        Commitment second = stream.commit();
        assertThat(List.of(first.sequenceStart(), first.sequenceEnd(), second.sequenceStart(), second.sequenceEnd()))
                .containsExactly(1L, 3L, 4L, 5L);
        assertThat(first.prevStateRoot()).isEqualTo(Hash.ZERO);
        first.verify();
        second.verifyAfter(first);
        first.verifySignature(key.publicKey());
        second.verifySignature(key.publicKey());
        assertThat(first.merkleRoot()).isEqualTo(rootOf(1, 3));
        assertThat(List.of(first.treeDepth(), first.paddedLeafCount(), first.leafCount()))
                .containsExactly(2, 4, 3);
        assertThat(stream.latestCommitment()).contains(second);
        assertThat(stream.commitments(Long.MAX_VALUE, 10)).containsExactly(second, first);
        assertThat(stream.commitments(4, 10)).containsExactly(first);
        assertThat(sequencer.commitment(first.batchId())).contains(first);
        assertThat(sequencer.commitment(UUID.randomUUID())).isEmpty();
        assertThatExceptionOfType(VerificationException.class).isThrownBy(() -> first.verifyAfter(second));
    }

    @Test
    void a_range_is_the_next_one_or_one_that_is_there() {
        append(10);
        Commitment first = stream.commit(1, 4);
        assertThat(stream.commit(1, 4)).isEqualTo(first);
        refused(
                () -> stream.commit(6, 8),
                "sequence_start is 6, which leaves a gap: the chain of commitments ends at 4");
        refused(() -> stream.commit(4, 8), "the range 4..8 overlaps the commitment of 1..4");
        refused(() -> stream.commit(1, 3), "the range 1..3 overlaps the commitment of 1..4");
        refused(() -> stream.commit(5, 11), "sequence_end is 11, past the head of the stream, 10");
        refused(() -> stream.commit(6, 5), "the range 6..5 is empty");
        refused(() -> stream.commit(0, 5), "sequence_start is 0; the first event has number 1");
        refused(
                () -> stream.commit(5, 5 + Commitment.MAX_LEAVES),
                "the range 5..1048581 holds more than 1048576 events, the most of one commitment");
        stream.commit(5, 10).verifyAfter(first);
        refused(() -> stream.commit(), "nothing is new in the stream " + stream.id() + " since its last commitment");
    }

    @Test
    void those_who_commit_at_once_make_one_chain() throws Exception {
        int threads = 4;
        CyclicBarrier barrier = new CyclicBarrier(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 50; round++) {
                append(3);
                List<Future<?>> done = new ArrayList<>();
                for (int thread = 0; thread < threads; thread++) {
                    done.add(executor.submit(() -> {
                        barrier.await();
                        try {
                            stream.commit();
                        } catch (CommitmentRefusedException e) {
                            // Another one was faster.
                        }
                        return null;
                    }));
                }
                for (Future<?> each : done) {
                    each.get();
                }
            }
        } finally {
            executor.shutdownNow();
        }
        List<Commitment> chain = new ArrayList<>(stream.commitments(Long.MAX_VALUE, 100));
        Collections.reverse(chain);
        assertThat(chain.get(chain.size() - 1).sequenceEnd()).isEqualTo(150);
        chain.get(0).verify();
        for (int i = 1; i < chain.size(); i++) {
            chain.get(i).verifyAfter(chain.get(i - 1));
        }
        assertThat(store.commitments().tiledRanges()).isEqualTo(chain.size());
    }

    @Test
    void every_event_of_a_commitment_is_proved_at_its_place() {
        append(700);
        Commitment small = stream.commit(1, 5);
        Commitment large = stream.commit();
        for (long number : List.of(1L, 4L, 5L, 6L, 261L, 262L, 699L, 700L)) {
            Commitment commitment = number <= 5 ? small : large;
            EventProof proof = stream.prove(number);
            proof.verify(commitment);
            proof.verify(event(number), commitment);
            assertThat(proof.batchId()).isEqualTo(commitment.batchId());
            assertThat(proof.leafHash()).isEqualTo(event(number).leafHash());
            assertThatExceptionOfType(VerificationException.class)
                    .isThrownBy(() -> proof.verify(event(number == 1 ? 2 : number - 1), commitment));
            assertThatExceptionOfType(VerificationException.class)
                    .isThrownBy(() -> proof.verify(number <= 5 ? large : small));
        }
    }

    @Test
    void a_proof_says_the_position_and_not_only_the_membership() {
        append(6);
        Commitment commitment = stream.commit();
        EventProof proof = stream.prove(3);
        InclusionProof path = proof.path();
        for (InclusionProof bent : List.of(
                new InclusionProof(3, 6, path.path()),
                new InclusionProof(1, 6, path.path()),
                new InclusionProof(2, 7, path.path()),
                new InclusionProof(2, 6, path.path().subList(0, 2)))) {
            assertThatExceptionOfType(VerificationException.class)
                    .isThrownBy(() -> new EventProof(proof.stream(), 3, proof.batchId(), proof.leafHash(), bent)
                            .verify(commitment));
        }
        assertThatExceptionOfType(VerificationException.class)
                .isThrownBy(() ->
                        new EventProof(Samples.stream(), 3, proof.batchId(), proof.leafHash(), path).verify(commitment))
                .withMessage("the proof is of another stream than the commitment");
    }

    @Test
    void what_is_not_committed_to_has_no_proof_yet() {
        append(5);
        stream.commit(1, 3);
        assertThatExceptionOfType(NotCommittedException.class)
                .isThrownBy(() -> stream.prove(4))
                .withMessage("event 4 is not committed to yet; the chain of commitments ends at 3")
                .satisfies(e -> assertThat(e.committed()).isEqualTo(3));
        assertThatExceptionOfType(NotCommittedException.class)
                .isThrownBy(() -> stream.prove(6))
                .withMessage("the stream " + stream.id() + " has no event 6; its head is 5");
        assertThatExceptionOfType(NotCommittedException.class).isThrownBy(() -> stream.prove(0));
    }

    @Test
    void a_damaged_tree_proves_nothing() {
        append(4);
        stream.commit();
        byte[] leaves = new byte[4 * Hash.LENGTH];
        for (int i = 0; i < 4; i++) {
            event(i + 1).leafHash().copyTo(leaves, i * Hash.LENGTH);
        }
        leaves[70] ^= 1;
        store.commitments().damage(stream.id(), 1, 4, Tile.of(new TileId(0, 0), leaves));
        assertThatExceptionOfType(StoreFailedException.class)
                .isThrownBy(() -> stream.prove(1))
                .withMessageStartingWith("the stored tree of the commitment of 1..4 is damaged: ");
        store.commitments().dropTiles(stream.id(), 1, 4);
        assertThatExceptionOfType(StoreFailedException.class).isThrownBy(() -> stream.prove(1));
    }

    @Test
    void a_policy_commits_by_count() throws Exception {
        restart(CommitmentPolicy.everyEvents(10));
        append(9);
        EventStream other = sequencer.stream(Samples.stream());
        assertThat(other.append(Samples.orders(25)).accepted()).isEqualTo(25);
        awaitCommitted(other, 25);
        assertThat(stream.latestCommitment()).isEmpty();
        append(1);
        awaitCommitted(stream, 10);
    }

    @Test
    void a_policy_commits_by_age() throws Exception {
        restart(CommitmentPolicy.everyEvents(1_000_000).orAfter(Duration.ofMillis(40)));
        append(3);
        awaitCommitted(stream, 3);
        append(1);
        awaitCommitted(stream, 4);
    }

    @Test
    void a_stream_that_another_process_commits_to_is_left_to_it() throws Exception {
        UUID other = UUID.randomUUID();
        assertThat(store.leases().take("commit " + stream.id(), other, Duration.ofMinutes(1)))
                .isTrue();
        restart(CommitmentPolicy.everyEvents(1));
        append(1);
        EventStream free = sequencer.stream(Samples.stream());
        assertThat(free.append(Samples.orders(1)).accepted()).isEqualTo(1);
        awaitCommitted(free, 1);
        assertThat(stream.latestCommitment()).isEmpty();
        store.leases().release("commit " + stream.id(), other);
        awaitCommitted(stream, 1);
    }

    @Test
    void the_worker_survives_whatever_a_look_throws() throws Exception {
        append(1);
        AtomicInteger looks = new AtomicInteger();
        store.commitments().beforeBacklogs(() -> {
            switch (looks.incrementAndGet()) {
                case 1 -> throw new IllegalStateException("a bug");
                case 2 -> throw new NoClassDefFoundError("overwritten");
                default -> {}
            }
        });
        restart(CommitmentPolicy.everyEvents(1).orAfter(Duration.ofMillis(10)));
        awaitCommitted(stream, 1);
        assertThat(looks).hasValueGreaterThanOrEqualTo(3);
        sequencer.ping();
    }

    @Test
    void a_stream_that_cannot_be_committed_to_keeps_no_other_from_it() throws Exception {
        EventStream damaged = sequencer.stream(Samples.stream());
        assertThat(damaged.append(Samples.orders(3)).accepted()).isEqualTo(3);
        store.commitments().damage(damaged.id());
        restart(CommitmentPolicy.everyEvents(1));
        append(1);
        awaitCommitted(stream, 1);
        append(1);
        awaitCommitted(stream, 2);
        assertThat(damaged.latestCommitment()).isEmpty();
    }

    @Test
    void policies_need_sensible_numbers() {
        assertThatIllegalArgumentException().isThrownBy(() -> CommitmentPolicy.everyEvents(0));
        assertThatIllegalArgumentException().isThrownBy(() -> CommitmentPolicy.after(Duration.ZERO));
    }

    private void restart(CommitmentPolicy policy) {
        sequencer = Sequencer.builder()
                .store(store)
                .signingKey(key)
                .commitments(policy)
                .build();
        stream = sequencer.stream(stream.id());
    }

    private static void awaitCommitted(EventStream stream, long end) {
        while (stream.latestCommitment().map(Commitment::sequenceEnd).orElse(0L) < end) {
            Thread.onSpinWait();
        }
    }

    private void append(int count) {
        assertThat(stream.append(Samples.orders(count)).accepted()).isEqualTo(count);
    }

    private SequencedEvent event(long number) {
        return stream.read(ReadOptions.forwardsFrom(number).limit(1)).events().get(0);
    }

    private Hash rootOf(long start, long end) {
        List<Hash> leaves = new ArrayList<>();
        for (long number = start; number <= end; number++) {
            leaves.add(event(number).leafHash());
        }
        return MerkleTree.of(leaves).root();
    }

    private static void refused(Runnable commit, String message) {
        assertThatExceptionOfType(CommitmentRefusedException.class)
                .isThrownBy(commit::run)
                .withMessage(message);
    }
}
