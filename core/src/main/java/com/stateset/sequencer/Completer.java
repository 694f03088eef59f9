package com.stateset.sequencer;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.history.AppendedHistory;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.observe.BatchIngested;
import com.stateset.sequencer.observe.SequencerObserver;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.worker.SequencerThreads;
import com.stateset.sequencer.worker.WorkerHealth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers callers, on one thread for all lanes: first the observer and the caller of a batch, then its readers. Thread-safe.
 *
 * <p>A lane that cannot hand a group over (no memory for a task, or for the thread) answers it itself; and a batch whose answer
 * cannot be made fails alone. {@code owed} holds every group from the moment it is handed over until all of it is answered: an
 * observer that does not return keeps no caller waiting beyond {@link #finish}.
 */
final class Completer {

    private static final Logger LOG = LoggerFactory.getLogger(Completer.class);

    /**
     * With so many batches to a stream, its head is signed here if its callers use to ask: one signature, of which they need not
     * wait for one another. With fewer, each caller signs, on all cores, where this is one thread.
     */
    private static final int SHARING = 4;

    private final SequencerObserver observer;
    private final BiConsumer<StreamId, AppendResult> readers;
    private final WorkerHealth health;
    private final ExecutorService thread;
    private final Queue<List<PendingBatch>> owed = new ConcurrentLinkedQueue<>();

    Completer(
            SequencerObserver observer,
            BiConsumer<StreamId, AppendResult> readers,
            WorkerHealth health,
            SequencerThreads threads) {
        this.observer = observer;
        this.readers = readers;
        this.health = health;
        this.thread = Executors.newSingleThreadExecutor(task -> threads.unstarted("sequencer-completer", task));
    }

    /**
     * Answers a group soon.
     *
     * @param histories the tree of each stream of the group, shared by its batches
     */
    void complete(List<PendingBatch> group, List<AppendResult> results, Map<StreamId, AppendedHistory> histories) {
        execute(group, () -> {
            if (group.size() >= SHARING * histories.size()) {
                histories.forEach(Completer::signAhead);
            }
            for (int i = 0; i < group.size(); i++) {
                complete(group.get(i), results.get(i), histories);
            }
        });
    }

    /** Callers sign what is not signed for them, and learn then what is in the way: of their own stream, and no other. */
    private static void signAhead(StreamId stream, AppendedHistory history) {
        try {
            history.signAhead();
        } catch (SequencerException e) {
            LOG.debug("The head of {} is not signed ahead", stream, e);
        } catch (RuntimeException | Error e) {
            LOG.error("The head of {} could not be signed before its callers are answered", stream, e);
        }
    }

    /** Fails callers soon, each with an exception of its own. */
    void fail(List<PendingBatch> batches, SequencerException cause) {
        execute(batches, () -> batches.forEach(batch -> batch.fail(cause)));
    }

    /** Answers one caller, on this thread. */
    void complete(PendingBatch batch, IngestReceipt answer) {
        int rejected = answer.outcomes().size() - answer.accepted() - answer.duplicates();
        observer.batchIngested(new BatchIngested(
                answer.stream(),
                answer.accepted(),
                answer.duplicates(),
                rejected,
                rejected == 0 ? Map.of() : rejectionsOf(answer),
                batch.age()));
        batch.complete(answer);
    }

    private static Map<String, Integer> rejectionsOf(IngestReceipt answer) {
        Map<String, Integer> rejections = new HashMap<>();
        for (Outcome outcome : answer.outcomes()) {
            if (outcome instanceof Outcome.Rejected rejected) {
                rejections.merge(rejected.rejection().code(), 1, Integer::sum);
            }
        }
        return rejections;
    }

    /** Waits until every answer is given, or for so long; then all who still wait are answered with an exception. */
    void finish(long nanos) throws InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(nanos, TimeUnit.NANOSECONDS)) {
            LOG.warn("Not every caller could be answered before the sequencer was closed");
        }
        owed.forEach(group -> group.forEach(
                batch -> batch.failUnknown("the sequencer was closed before the answer could be given", null)));
    }

    private void complete(PendingBatch batch, AppendResult result, Map<StreamId, AppendedHistory> histories) {
        try {
            AppendedHistory history = Objects.requireNonNull(histories.get(batch.stream()), "history");
            complete(batch, batch.receiptOf(result.outcomes(), history));
        } catch (RuntimeException | Error e) {
            batch.failUnknown("the events are stored, but the receipt could not be made", e);
            health.fail("the completer", e);
        }
        tellReaders(batch, result);
    }

    /** Readers find by themselves what they are not told of; callers have nothing but their answers. */
    private void tellReaders(PendingBatch batch, AppendResult result) {
        try {
            readers.accept(batch.stream(), result);
        } catch (RuntimeException | Error e) {
            LOG.error("Readers of {} could not be told of new events", batch.stream(), e);
        }
    }

    private void execute(List<PendingBatch> group, Runnable answers) {
        owed.add(group);
        try {
            thread.execute(() -> settle(group, answers));
        } catch (RuntimeException | Error e) {
            LOG.warn("The completer takes nothing; callers are answered by their lane", e);
            settle(group, answers);
        }
    }

    private void settle(List<PendingBatch> group, Runnable answers) {
        answers.run();
        owed.remove(group);
    }
}
