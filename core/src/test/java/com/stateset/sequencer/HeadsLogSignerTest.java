package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.HeadsLogStoppedException;
import com.stateset.sequencer.history.HeadsLog;
import com.stateset.sequencer.history.HeadsLogWorker;
import com.stateset.sequencer.history.HistorySigner;
import com.stateset.sequencer.history.HistoryTree;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.LogCheckpoint;
import com.stateset.sequencer.tlog.LogName;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TreeHead;
import com.stateset.sequencer.tlog.VerifierKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A log that is stopped, and those who ask meanwhile if it is. */
@Timeout(60)
class HeadsLogSignerTest {

    private static final int PROBES = 2;
    private static final int ROUNDS = 6;

    private final MemoryStore store = new MemoryStore();
    private final SigningKey key = SigningKey.generate();
    private final Sequencer elsewhere = Sequencer.builder()
            .store(store)
            .signingKey(key)
            .logName("logs.example")
            .headsLogInterval(Duration.ZERO)
            .build();
    private final HistorySigner signer = new HistorySigner(store, new LogName("logs.example"), key);
    private final HeadsLog log = new HeadsLog(signer);
    private final EventStream stream = elsewhere.stream(Samples.stream());
    private final HistoryTree tree = new HistoryTree(signer, stream.id());
    private volatile @Nullable SignedNote sound;
    private final ExecutorService pool = Executors.newFixedThreadPool(PROBES + 1);

    @AfterEach
    void close() {
        pool.shutdownNow();
        elsewhere.close();
    }

    @Test
    void probes_of_a_stop_that_is_over_end_no_new_one() throws Exception {
        stream.append(Samples.orders(ROUNDS + 2)).orThrow();
        elsewhere.acceptHistory(stream.id());
        assertThat(tree.head().size()).isEqualTo(ROUNDS + 2);
        forge();
        requireStops();
        for (int round = 1; round <= ROUNDS; round++) {
            follow();
            Learned.soon(log::requireRunning);
            forge();
            stopAmongProbes();
            assertThatExceptionOfType(HeadsLogStoppedException.class)
                    .as("round %s", round)
                    .isThrownBy(log::requireRunning);
        }
        follow();
        Learned.soon(log::requireRunning);
    }

    @Test
    void after_a_stop_that_is_over_the_log_is_shown_as_it_is_kept() {
        stream.append(Samples.orders(3)).orThrow();
        elsewhere.acceptHistory(stream.id());
        SignedNote older = elsewhere.headsLog().checkpoint().orElseThrow().note();
        assertThat(tree.head().size()).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            elsewhere.stream(Samples.stream()).append(Samples.orders(1)).orThrow();
        }
        HeadsLogWorker worker = new HeadsLogWorker(log, signer, Duration.ofMinutes(1));
        worker.round();
        assertThat(log.checkpoint().orElseThrow().head().size()).isEqualTo(4);
        store.history().cutHeadsLog(1, older);
        assertThatExceptionOfType(HeadsLogStoppedException.class).isThrownBy(worker::round);

        store.cut(stream.id(), 2);
        TreeHead accepted =
                new HeadsLog(new HistorySigner(store, new LogName("logs.example"), key)).accept(stream.id());
        assertThat(tree.head()).isEqualTo(accepted);
        log.requireRunning();
        assertThat(log.checkpoint().map(SignedCheckpoint::note))
                .isEqualTo(store.history().headsLog().checkpoint());
        worker.round();
        assertThat(log.checkpoint().orElseThrow().head().size()).isEqualTo(5);
    }

    /** Ends the stop: a stream goes on with what another process has accepted, which has the log as it was signed. */
    private void follow() {
        store.history().cutHeadsLog(entries(), sound);
        store.cut(stream.id(), store.all(stream.id()).size() - 1);
        TreeHead accepted = elsewhere.acceptHistory(stream.id());
        assertThat(tree.head()).isEqualTo(accepted);
    }

    /** Puts a checkpoint of another signer in the place of the log's own. */
    private void forge() {
        sound = elsewhere.headsLog().checkpoint().orElseThrow().note();
        SigningKey thief = SigningKey.generate();
        SignedNote forged = SignedCheckpoint.sign(
                        new LogCheckpoint(log.origin(), new TreeHead(entries(), Hash.ZERO)),
                        VerifierKey.ofLog(log.origin(), thief.publicKey().toByteArray()),
                        message -> thief.signText(message).toByteArray())
                .note();
        store.history().cutHeadsLog(entries(), forged);
    }

    private void requireStops() {
        assertThatExceptionOfType(HeadsLogStoppedException.class).isThrownBy(log::checkpoint);
    }

    private int entries() {
        return store.history().entries(0, 1000).size();
    }

    private void probe() {
        try {
            log.requireRunning();
        } catch (HeadsLogStoppedException e) {
            assertThat(e).hasMessageContaining("was not signed by this sequencer");
        }
    }

    private void stopAmongProbes() throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(PROBES + 1);
        List<Future<?>> done = new ArrayList<>();
        for (int i = 0; i < PROBES; i++) {
            done.add(pool.submit(() -> {
                barrier.await();
                probe();
                return null;
            }));
        }
        done.add(pool.submit(() -> {
            barrier.await();
            requireStops();
            return null;
        }));
        for (Future<?> each : done) {
            each.get();
        }
    }
}
