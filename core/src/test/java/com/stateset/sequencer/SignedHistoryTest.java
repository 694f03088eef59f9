package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.CheckpointReader;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.LogHashes;
import com.stateset.sequencer.tlog.LogInclusionProof;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TlogProof;
import com.stateset.sequencer.tlog.TreeHead;
import com.stateset.sequencer.tlog.VerifierKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The heads of a stream are signed, one history only, and events are proved under them. */
@Timeout(60)
class SignedHistoryTest {

    private final MemoryStore store = new MemoryStore();
    private final SigningKey key = SigningKey.generate();
    private Sequencer sequencer = open(key);
    private EventStream stream = sequencer.stream(Samples.stream());

    @AfterEach
    void close() {
        store.history().beforeRead(() -> {});
        store.history().beforeKeep(() -> {});
        sequencer.close();
    }

    @Test
    void a_receipt_has_a_signed_tree_that_holds_its_events() {
        append(3);
        IngestReceipt receipt = append(2);
        SignedCheckpoint checkpoint = receipt.checkpoint().orElseThrow();
        assertThat(checkpoint.head()).isEqualTo(receipt.treeHead()).isEqualTo(headOf(5));
        assertThat(read(checkpoint, key)).isEqualTo(checkpoint);
        assertThat(checkpoint.origin())
                .isEqualTo(stream.history().origin())
                .startsWith("ves.sequencer/" + sequencer.identity().id() + "/");
        assertThat(stream.history().checkpoint()).contains(checkpoint);
        assertThat(stream.history().lastSigned()).contains(checkpoint);
    }

    @Test
    void new_events_are_proved_and_signed_without_a_read() {
        append(300);
        store.history().beforeRead(() -> {
            throw new StoreUnavailableException("no reading for a test", null);
        });
        IngestReceipt receipt = append(5);
        for (long number = 301; number <= 305; number++) {
            receipt.proof(number).verify(record(number), receipt.treeHead().root());
        }
        assertThat(receipt.checkpoint()).isPresent();
        assertThat(sequencer.identity().receipts(receipt)).hasSize(5);
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> receipt.proof(7));
        store.history().beforeRead(() -> {});
        receipt.proof(7).verify(record(7), receipt.treeHead().root());
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> receipt.proof(306));
    }

    @Test
    void callers_of_a_group_share_one_signature() throws Exception {
        Gate gate = new Gate();
        store.beforeAppend(gate);
        int callers = 16;
        List<Future<IngestReceipt>> receipts = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(callers);
        try {
            Future<IngestReceipt> first = pool.submit(() -> append(1));
            gate.reached.await();
            CyclicBarrier barrier = new CyclicBarrier(callers);
            List<Future<Optional<SignedCheckpoint>>> signed = new ArrayList<>();
            for (int i = 1; i < callers; i++) {
                receipts.add(stream.appendAsync(Samples.orders(1)));
            }
            gate.open.countDown();
            first.get();
            for (Future<IngestReceipt> receipt : receipts) {
                assertThat(receipt.get().treeHead()).isEqualTo(headOf(callers));
            }
            for (int i = 0; i < callers; i++) {
                IngestReceipt receipt = receipts.get(i % receipts.size()).get();
                signed.add(pool.submit(() -> {
                    barrier.await();
                    return receipt.checkpoint();
                }));
            }
            SignedCheckpoint one = signed.get(0).get().orElseThrow();
            for (Future<Optional<SignedCheckpoint>> each : signed) {
                assertThat(each.get()).containsSame(one);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void an_earlier_group_is_signed_after_a_later_one() {
        IngestReceipt first = append(3);
        IngestReceipt second = append(4);
        assertThat(second.checkpoint().orElseThrow().head()).isEqualTo(headOf(7));
        assertThat(first.checkpoint().orElseThrow().head()).isEqualTo(headOf(3));
        assertThat(stream.history().lastSigned().orElseThrow().head()).isEqualTo(headOf(7));
    }

    @Test
    void a_batch_that_is_refused_whole_shows_the_head_there_is() {
        append(2);
        IngestReceipt refused = stream.tryAppend(Samples.order("o").payload("{").build());
        assertThat(refused.head()).isEqualTo(2);
        assertThat(refused.checkpoint().orElseThrow().head()).isEqualTo(headOf(2));
        EventStream empty = sequencer.stream(Samples.stream());
        IngestReceipt none = empty.tryAppend(Samples.order("o").payload("{").build());
        assertThat(none.treeHead()).isEqualTo(TreeHead.EMPTY);
        assertThat(none.checkpoint()).isEmpty();
        assertThat(empty.history().checkpoint()).isEmpty();
    }

    @Test
    void without_a_key_there_are_roots_and_proofs() {
        sequencer.close();
        sequencer = Sequencer.builder().store(store).build();
        stream = sequencer.stream(Samples.stream());
        IngestReceipt receipt = append(5);
        assertThat(receipt.checkpoint()).isEmpty();
        receipt.proof(4).verify(record(4), receipt.treeHead().root());
        assertThat(stream.history().head()).isEqualTo(headOf(5));
        assertThat(stream.history().lastSigned()).isEmpty();
        stream.history().inclusion(2).verify(record(2), headOf(5).root());
        assertThat(stream.history().tile(TilePath.hashes(0, 0, 5))).isEmpty();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> stream.history().proof(2));
    }

    @Test
    void what_was_signed_is_kept_and_goes_on_after_a_restart() {
        append(3).checkpoint();
        sequencer.close();
        assertThat(store.history().checkpoint(stream.id())).isPresent();
        reopen(key);
        assertThat(stream.history().lastSigned().orElseThrow().head()).isEqualTo(headOf(3));
        assertThat(append(2).checkpoint().orElseThrow().head()).isEqualTo(headOf(5));
    }

    @Test
    void a_signature_that_a_crash_has_lost_is_not_contradicted() {
        append(3).checkpoint();
        stream.history().lastSigned();
        store.history().beforeKeep(() -> {
            throw new StoreUnavailableException("the process dies", null);
        });
        SignedCheckpoint lost = append(4).checkpoint().orElseThrow();
        assertThatCode(sequencer::close).isInstanceOf(StoreUnavailableException.class);
        store.history().beforeKeep(() -> {});
        reopen(key);
        SignedCheckpoint next = append(1).checkpoint().orElseThrow();
        stream.history()
                .consistency(lost.head().size(), next.head().size())
                .verify(lost.head().root(), next.head().root());
    }

    @Test
    void after_a_change_of_key_what_the_old_one_signed_counts() {
        SignedCheckpoint old = append(3).checkpoint().orElseThrow();
        sequencer.close();
        SigningKey next = SigningKey.generate();
        reopen(next);
        assertThat(stream.history().lastSigned()).contains(old);
        SignedCheckpoint later = append(1).checkpoint().orElseThrow();
        assertThat(read(later, next).head()).isEqualTo(headOf(4));
    }

    @Test
    void a_tree_proves_events_sizes_and_itself() {
        append(600);
        SignedCheckpoint signed = stream.history().checkpoint().orElseThrow();
        append(100);
        LogInclusionProof under = stream.history().inclusion(300);
        assertThat(under.size()).isEqualTo(600);
        under.verify(record(300), signed.head().root());
        stream.history().inclusion(650).verify(record(650), headOf(700).root());
        stream.history().inclusion(5, 257).verify(record(5), headOf(257).root());
        stream.history()
                .consistency(257, 600)
                .verify(headOf(257).root(), signed.head().root());
        assertThat(stream.history().headAt(257)).isEqualTo(headOf(257));
        TlogProof file = stream.history().proof(300);
        assertThat(file.verify(record(300), signed.origin(), reader(key, signed.origin())))
                .isEqualTo(signed);
        assertThat(stream.history()
                        .proof(650)
                        .verify(record(650), signed.origin(), reader(key, signed.origin()))
                        .head())
                .isEqualTo(headOf(700));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> stream.history().proof(701));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> stream.history().inclusion(0));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> stream.history().consistency(7, 701));
    }

    @Test
    void only_what_was_signed_is_shown_in_tiles() {
        append(600);
        assertThat(stream.history().tile(TilePath.hashes(0, 0, 256))).isEmpty();
        stream.history().checkpoint();
        append(50);
        byte[] tile = stream.history().tile(TilePath.hashes(0, 2, 88)).orElseThrow();
        assertThat(tile).hasSize(88 * 32);
        assertThat(Arrays.copyOf(tile, 32)).isEqualTo(record(513).toByteArray());
        assertThat(stream.history().tile(TilePath.hashes(0, 2, 89))).isEmpty();
        assertThat(stream.history().tile(TilePath.hashes(1, 0, 2)).orElseThrow())
                .hasSize(64);
        assertThat(stream.history().tile(TilePath.hashes(2, 0, 1))).isEmpty();
        byte[] bundle = stream.history().tile(TilePath.entries(0, 256)).orElseThrow();
        assertThat(bundle).hasSize(256 * 34);
        assertThat(Arrays.copyOfRange(bundle, 36, 68))
                .isEqualTo(store.all(stream.id()).get(1).leafHash().toByteArray());
    }

    @Test
    void two_processes_on_one_store_sign_one_history() throws Exception {
        Sequencer other = open(key);
        EventStream same = other.stream(stream.id());
        ConcurrentLinkedQueue<SignedCheckpoint> signed = new ConcurrentLinkedQueue<>();
        int threads = 6;
        CyclicBarrier barrier = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                EventStream mine = thread % 2 == 0 ? stream : same;
                boolean reads = thread >= 4;
                done.add(pool.submit(() -> {
                    barrier.await();
                    for (int round = 0; round < 40; round++) {
                        Optional<SignedCheckpoint> next = reads
                                ? mine.history().checkpoint()
                                : mine.append(Samples.orders(3)).checkpoint();
                        next.ifPresent(signed::add);
                    }
                    return null;
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        } finally {
            pool.shutdownNow();
            other.close();
        }
        assertThat(store.all(stream.id())).hasSize(4 * 40 * 3);
        assertThat(signed)
                .allSatisfy(checkpoint -> assertThat(checkpoint.head())
                        .isEqualTo(headOf((int) checkpoint.head().size())));
        sequencer.close();
        assertThat(store.history().checkpoint(stream.id()).orElseThrow())
                .isEqualTo(signed.stream()
                        .max(Comparator.comparing(each -> each.head().size()))
                        .orElseThrow()
                        .note());
    }

    private Sequencer open(SigningKey signs) {
        return Sequencer.builder()
                .store(store)
                .signingKey(signs)
                .headsLogInterval(Duration.ZERO)
                .build();
    }

    private void reopen(SigningKey signs) {
        sequencer = open(signs);
        stream = sequencer.stream(stream.id());
    }

    private IngestReceipt append(int events) {
        return stream.append(Samples.orders(events));
    }

    private TreeHead headOf(int size) {
        List<Hash> leaves = store.all(stream.id()).subList(0, size).stream()
                .map(SequencedEvent::leafHash)
                .toList();
        return CompactRange.EMPTY.appendEntries(leaves).head();
    }

    private Hash record(long number) {
        return LogHashes.record(store.all(stream.id()).get((int) number - 1).leafHash());
    }

    private static SignedCheckpoint read(SignedCheckpoint checkpoint, SigningKey signer) {
        return reader(signer, checkpoint.origin()).read(checkpoint.note(), checkpoint.origin());
    }

    static CheckpointReader reader(SigningKey signer, String origin) {
        return new CheckpointReader(
                SignatureVerifier.ofNotes(),
                List.of(VerifierKey.ofLog(origin, signer.publicKey().toByteArray())));
    }
}
