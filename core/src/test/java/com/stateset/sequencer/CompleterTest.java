package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.OutcomeUnknownException;
import com.stateset.sequencer.error.SequencerFailedException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.history.AppendedHistory;
import com.stateset.sequencer.history.HistorySigner;
import com.stateset.sequencer.history.HistoryTree;
import com.stateset.sequencer.ingest.IngestBatch;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.observe.BatchIngested;
import com.stateset.sequencer.observe.SequencerObserver;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.tlog.LogName;
import com.stateset.sequencer.worker.SequencerThreads;
import com.stateset.sequencer.worker.WorkerHealth;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CompleterTest {

    private final WorkerHealth health = new WorkerHealth();
    private final SequencerThreads threads = new SequencerThreads();
    private final MemoryStore store = new MemoryStore();
    private final HistorySigner signer = new HistorySigner(store, new LogName("test"), null);

    @Test
    void a_failure_to_tell_readers_is_not_the_callers() throws Exception {
        LaneQueue queue = new LaneQueue(new LaneQueue.Limits(1000, 1 << 30, 100, 1 << 30));
        Completer completer = completer((stream, appended) -> {
            throw new OutOfMemoryError("no thread to be had, for a test");
        });
        Lane lane = new Lane(
                0, store, signer, queue, SequencerObserver.NONE, completer, Duration.ofSeconds(1), health, threads);
        lane.start();
        for (int i = 1; i <= 2; i++) {
            PendingBatch batch = batch();
            queue.put(batch, Duration.ZERO);
            assertThat(batch.receipt().get(10, TimeUnit.SECONDS).accepted()).isEqualTo(3);
        }
        queue.close();
        lane.awaitEnd(TimeUnit.SECONDS.toNanos(10));
        health.require();
    }

    @Test
    void an_answer_that_cannot_be_made_fails_its_caller() throws Exception {
        PendingBatch broken = batch();
        PendingBatch good = batch();
        AppendResult result = store.append(List.of(good.append())).get(0);
        completer((stream, appended) -> {})
                .complete(
                        List.of(broken, good),
                        Arrays.asList(null, result),
                        Map.of(good.stream(), signer.advanced(good.stream(), null, result.tree())));
        assertThat(good.receipt().get(10, TimeUnit.SECONDS).accepted()).isEqualTo(3);
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> broken.receipt().join())
                .withCauseInstanceOf(OutcomeUnknownException.class);
        assertThatExceptionOfType(SequencerFailedException.class).isThrownBy(health::require);
    }

    /** A group that shares a signature is answered whatever comes of it. */
    @Test
    void a_signature_ahead_that_fails_leaves_no_caller_waiting() throws Exception {
        StreamId stream = Samples.stream();
        List<PendingBatch> group = Stream.generate(() -> batch(stream)).limit(4).toList();
        List<AppendResult> results =
                store.append(group.stream().map(PendingBatch::append).toList());
        Map<StreamId, AppendedHistory> broken = new HashMap<>();
        broken.put(stream, null);
        completer((id, appended) -> {}).complete(group, results, broken);
        for (PendingBatch batch : group) {
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> batch.receipt().get(10, TimeUnit.SECONDS))
                    .withCauseInstanceOf(OutcomeUnknownException.class);
        }
    }

    @Test
    void a_signature_ahead_that_fails_is_no_other_streams() throws Exception {
        HistorySigner signing = new HistorySigner(store, new LogName("test"), SigningKey.generate());
        StreamId stream = Samples.stream();
        signing.requireRunning(stream);
        assertThat(answered(signing, stream, 4).checkpoint()).isPresent();
        List<PendingBatch> group = Stream.generate(() -> batch(stream)).limit(8).toList();
        List<AppendResult> results =
                store.append(group.stream().map(PendingBatch::append).toList());
        Map<StreamId, AppendedHistory> histories = new LinkedHashMap<>();
        histories.put(Samples.stream(), null);
        histories.put(stream, signing.advanced(stream, null, results.get(0).tree()));
        completer((id, appended) -> {}).complete(group, results, histories);
        IngestReceipt receipt = group.get(7).receipt().get(10, TimeUnit.SECONDS);
        assertThat(new HistoryTree(signing, stream).lastSigned().orElseThrow().head())
                .isEqualTo(receipt.treeHead());
    }

    @Test
    void a_completer_that_takes_nothing_answers_on_the_lanes_thread() throws Exception {
        Completer completer = completer((stream, appended) -> {});
        completer.finish(TimeUnit.SECONDS.toNanos(10));
        PendingBatch batch = batch();
        completer.fail(List.of(batch), new StoreFailedException("no", null));
        assertThat(batch.receipt()).isCompletedExceptionally();
    }

    @Test
    void an_observer_that_hangs_keeps_nobody_waiting_after_the_end() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        SequencerObserver observer = new SequencerObserver() {
            @Override
            public void batchIngested(BatchIngested batch) {
                hanging.countDown();
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        Completer completer = new Completer(observer, (stream, appended) -> {}, health, threads);
        List<PendingBatch> owed = List.of(batch(), batch());
        for (PendingBatch batch : owed) {
            AppendResult result = store.append(List.of(batch.append())).get(0);
            completer.complete(
                    List.of(batch),
                    List.of(result),
                    Map.of(batch.stream(), signer.advanced(batch.stream(), null, result.tree())));
        }
        assertThat(hanging.await(10, TimeUnit.SECONDS)).isTrue();
        completer.finish(TimeUnit.MILLISECONDS.toNanos(1));
        for (PendingBatch batch : owed) {
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(() -> batch.receipt().join())
                    .withCauseInstanceOf(OutcomeUnknownException.class);
        }
        end.countDown();
    }

    /** Callers of a large group need not wait for one another's signature, once those of a group before have asked for theirs. */
    @Test
    void a_head_is_signed_ahead_where_callers_ask() throws Exception {
        HistorySigner signing = new HistorySigner(store, new LogName("test"), SigningKey.generate());
        StreamId stream = Samples.stream();
        HistoryTree tree = new HistoryTree(signing, stream);
        signing.requireRunning(stream);
        IngestReceipt first = answered(signing, stream, 4);
        assertThat(tree.lastSigned()).isEmpty();
        assertThat(first.checkpoint()).isPresent();
        IngestReceipt second = answered(signing, stream, 4);
        assertThat(tree.lastSigned().orElseThrow().head()).isEqualTo(second.treeHead());
        answered(signing, stream, 4);
        assertThat(tree.lastSigned().orElseThrow().head())
                .as("the callers of the second group have not asked")
                .isEqualTo(second.treeHead());
        assertThat(second.checkpoint()).isPresent();
        answered(signing, stream, 3);
        assertThat(tree.lastSigned().orElseThrow().head())
                .as("callers of a small group sign themselves")
                .isEqualTo(second.treeHead());
    }

    private IngestReceipt answered(HistorySigner signing, StreamId stream, int callers) throws Exception {
        List<PendingBatch> group =
                Stream.generate(() -> batch(stream)).limit(callers).toList();
        List<AppendResult> results =
                store.append(group.stream().map(PendingBatch::append).toList());
        completer((id, appended) -> {})
                .complete(
                        group,
                        results,
                        Map.of(
                                stream,
                                signing.advanced(stream, null, results.get(0).tree())));
        return group.get(callers - 1).receipt().get(10, TimeUnit.SECONDS);
    }

    private Completer completer(BiConsumer<StreamId, AppendResult> readers) {
        return new Completer(SequencerObserver.NONE, readers, health, threads);
    }

    private static PendingBatch batch() {
        return batch(Samples.stream());
    }

    private static PendingBatch batch(StreamId stream) {
        return Samples.admission(1000, 1000).admit(IngestBatch.of(stream, Samples.orders(3)), 0);
    }
}
