package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.history.AppendedHistory;
import com.stateset.sequencer.history.HeadsLog;
import com.stateset.sequencer.history.HistoryLine;
import com.stateset.sequencer.history.HistorySigner;
import com.stateset.sequencer.history.HistoryTree;
import com.stateset.sequencer.ingest.IngestBatch;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.LogName;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HistorySignerTest {

    private final MemoryStore store = new MemoryStore();
    private final SigningKey key = SigningKey.generate();
    private final HistorySigner signer = signer();
    private final StreamId stream = Samples.stream();

    @Test
    void nothing_is_signed_twice_and_a_notice_moves_nothing_back() {
        AppendedHistory first = append(2);
        AppendResult late = store.append(List.of(batch(stream, 1))).get(0);
        AppendedHistory third = append(3);
        SignedCheckpoint signed = third.checkpoint().orElseThrow();
        assertThat(signer.advanced(stream, null, late.tree())
                        .checkpoint()
                        .orElseThrow()
                        .head())
                .isEqualTo(headOf(3));
        assertThat(signer.known(stream)).isEqualTo(headOf(6));
        assertThat(first.checkpoint().orElseThrow().head()).isEqualTo(headOf(2));
        assertThat(new HistoryTree(signer, stream).checkpoint()).contains(signed);
    }

    @Test
    void a_store_that_fails_stops_nothing() {
        AppendedHistory before = append(3);
        store.append(List.of(batch(stream, 2)));
        AppendedHistory after = append(1);
        store.history().beforeRead(() -> {
            throw new StoreUnavailableException("not now", null);
        });
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(after::checkpoint);
        assertThat(before.checkpoint()).isPresent();
        store.history().beforeRead(() -> {});
        assertThat(after.checkpoint().orElseThrow().head()).isEqualTo(headOf(6));
        signer.requireNoneStopped();
    }

    @Test
    void what_cannot_be_kept_is_kept_later_and_holds_no_other_up() {
        StreamId other = Samples.stream();
        append(3).checkpoint();
        signer.requireRunning(other);
        signer.advanced(
                        other,
                        null,
                        store.append(List.of(batch(other, 1))).get(0).tree())
                .checkpoint();
        AtomicInteger calls = new AtomicInteger();
        store.history().beforeKeep(() -> {
            if (calls.incrementAndGet() <= 2) {
                throw new StoreFailedException("not this one", null);
            }
            if (calls.get() == 4) {
                throw new StoreUnavailableException("not now", null);
            }
        });
        assertThatExceptionOfType(StoreFailedException.class).isThrownBy(signer::keepAll);
        assertThat(calls).as("both, then each by itself").hasValue(3);
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(signer::keepAll);
        signer.keepAll();
        signer.keepAll();
        assertThat(calls).hasValue(5);
        assertThat(store.history().checkpoint(stream)).isPresent();
        assertThat(store.history().checkpoint(other)).isPresent();
    }

    @Test
    void each_of_many_that_cannot_be_kept_is_tried_once() {
        int streams = 64;
        for (int i = 0; i < streams; i++) {
            StreamId each = Samples.stream();
            signer.requireRunning(each);
            signer.advanced(
                            each,
                            null,
                            store.append(List.of(batch(each, 1))).get(0).tree())
                    .checkpoint();
        }
        AtomicInteger calls = new AtomicInteger();
        store.history().beforeKeep(() -> {
            calls.incrementAndGet();
            throw new StoreFailedException("not now", null);
        });
        assertThatExceptionOfType(StoreFailedException.class).isThrownBy(signer::keepAll);
        assertThat(calls).as("all together, then each by itself").hasValue(1 + streams);
    }

    @Test
    void a_store_that_cannot_be_reached_is_asked_once() {
        StreamId other = Samples.stream();
        append(3);
        signer.requireRunning(other);
        signer.advanced(
                other, null, store.append(List.of(batch(other, 1))).get(0).tree());
        AtomicInteger calls = new AtomicInteger();
        store.history().beforeKeep(() -> {
            if (calls.incrementAndGet() == 1) {
                throw new StoreUnavailableException("not now", null);
            }
        });
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(signer::keepAll);
        assertThat(calls).hasValue(1);
        signer.keepAll();
        assertThat(calls).as("both at once").hasValue(2);
    }

    @Test
    void a_first_head_is_signed_though_its_stream_was_forgotten() {
        AppendResult appended = store.append(List.of(batch(stream, 3))).get(0);
        signer.advanced(stream, null, appended.tree());
        assertThat(signer.remembered()).isZero();
        signer.keepAll();
        assertThatCheckpointIsKept();
        assertThat(headOf(3)).isEqualTo(signer.known(stream));
    }

    private void assertThatCheckpointIsKept() {
        assertThat(store.history().checkpoint(stream))
                .contains(new HistoryTree(signer, stream)
                        .checkpoint()
                        .orElseThrow()
                        .note());
    }

    @Test
    void a_first_head_is_signed_and_kept_unasked() {
        append(3);
        assertThat(store.history().checkpoint(stream)).isEmpty();
        signer.keepAll();
        assertThatCheckpointIsKept();
        append(1);
        signer.keepAll();
        assertThat(new HistoryTree(signer, stream).lastSigned().orElseThrow().head())
                .as("only the first one")
                .isEqualTo(headOf(3));
    }

    @Test
    void a_verdict_on_a_line_that_was_replaced_stops_nothing() {
        append(5);
        HistoryLine line = signer.line(stream);
        TreeHead measure = signer.known(stream);
        store.cut(stream, 3);
        assertThatExceptionOfType(StreamStoppedException.class)
                .isThrownBy(() -> store.append(List.of(batch(stream, 1, measure))));
        new HeadsLog(signer).accept(stream);
        append(7);
        signer.stop(stream, line, "too late");
        signer.requireRunning(stream);
        assertThat(append(1).checkpoint().orElseThrow().head()).isEqualTo(headOf(11));
    }

    @Test
    void what_is_being_kept_takes_no_accepted_historys_place() throws Exception {
        append(5).checkpoint();
        store.cut(stream, 3);
        CountDownLatch keeping = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        store.history().beforeKeep(() -> {
            if (keeping.getCount() > 0) {
                keeping.countDown();
                await(goOn);
            }
        });
        ExecutorService pool = Executors.newFixedThreadPool(2);
        Future<?> kept = pool.submit(signer::keepAll);
        await(keeping);
        Future<?> accepted = pool.submit(() -> new HeadsLog(signer).accept(stream));
        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> accepted.get(200, TimeUnit.MILLISECONDS));
        goOn.countDown();
        kept.get(30, TimeUnit.SECONDS);
        accepted.get(30, TimeUnit.SECONDS);
        pool.shutdown();
        assertThat(new HistoryTree(signer(), stream).lastSigned().orElseThrow().head())
                .isEqualTo(headOf(3));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A lane appends and notes; readers, callers and keepers go on beside it, and another process appends too. */
    @Test
    void all_that_race_sign_one_history() throws Exception {
        HistorySigner other = signer();
        Queue<SignedCheckpoint> signed = new ConcurrentLinkedQueue<>();
        int threads = 6;
        int rounds = 150;
        CyclicBarrier barrier = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<?>> done = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            HistorySigner mine = thread % 2 == 0 ? signer : other;
            int role = thread / 2;
            done.add(pool.submit(() -> {
                barrier.await();
                for (int round = 0; round < rounds; round++) {
                    if (role == 0) {
                        mine.requireRunning(stream);
                        AppendResult result = store.append(List.of(batch(stream, 2, mine.known(stream))))
                                .get(0);
                        mine.advanced(stream, null, result.tree()).checkpoint().ifPresent(signed::add);
                    } else if (role == 1) {
                        new HistoryTree(mine, stream).checkpoint().ifPresent(signed::add);
                    } else {
                        mine.keepAll();
                        new HistoryTree(mine, stream).lastSigned().ifPresent(signed::add);
                    }
                }
                return null;
            }));
        }
        for (Future<?> each : done) {
            each.get();
        }
        pool.shutdownNow();
        signer.requireNoneStopped();
        other.requireNoneStopped();
        assertThat(signed)
                .allSatisfy(each -> assertThat(each.head())
                        .isEqualTo(headOf((int) each.head().size())));
        assertThat(store.all(stream)).hasSize(2 * 2 * rounds);
    }

    private HistorySigner signer() {
        store.identity().keyVersion(key.publicKey());
        return new HistorySigner(store, new LogName("logs.example"), key);
    }

    private AppendedHistory append(int events) {
        signer.requireRunning(stream);
        AppendResult result = store.append(List.of(batch(stream, events, signer.known(stream))))
                .get(0);
        return signer.advanced(stream, null, result.tree());
    }

    private static AppendBatch batch(StreamId stream, int events) {
        return batch(stream, events, null);
    }

    private static AppendBatch batch(StreamId stream, int events, @Nullable TreeHead known) {
        AppendBatch batch = Samples.admission(1000, 1000)
                .admit(IngestBatch.of(stream, Samples.orders(events)), 0)
                .append();
        return new AppendBatch(stream, batch.events(), 0).known(known);
    }

    private TreeHead headOf(int size) {
        return CompactRange.EMPTY
                .appendEntries(store.all(stream).subList(0, size).stream()
                        .map(SequencedEvent::leafHash)
                        .toList())
                .head();
    }
}
