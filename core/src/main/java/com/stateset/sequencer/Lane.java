package com.stateset.sequencer;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.error.StreamBusyException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.observe.GroupAppended;
import com.stateset.sequencer.observe.GroupFailed;
import com.stateset.sequencer.observe.SequencerObserver;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.EventStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that appends the batches of its streams, group after group.
 *
 * <p>What can go wrong with a group is contained: a store that cannot be reached fails the group's callers at once; a stream
 * that another writer holds is set aside, and the others go on; a group the store refuses is tried batch by batch, so that only
 * the bad one fails.
 */
final class Lane {

    private static final Logger LOG = LoggerFactory.getLogger(Sequencer.class);

    private final int number;
    private final EventStore store;
    private final LaneQueue queue;
    private final SequencerObserver observer;
    private final BiConsumer<StreamId, AppendResult> appended;
    private final Executor completer;
    private final Duration streamTimeout;
    private final Thread thread;

    Lane(
            int number,
            EventStore store,
            LaneQueue queue,
            SequencerObserver observer,
            BiConsumer<StreamId, AppendResult> appended,
            Executor completer,
            Duration streamTimeout) {
        this.number = number;
        this.store = store;
        this.queue = queue;
        this.observer = observer;
        this.appended = appended;
        this.completer = completer;
        this.streamTimeout = streamTimeout;
        this.thread = new Thread(this::run, "sequencer-lane-" + number);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    LaneQueue queue() {
        return queue;
    }

    /** Finishes what is in the queue and returns when it is done. */
    void drain() throws InterruptedException {
        queue.close();
        thread.join();
    }

    private void run() {
        try {
            List<PendingBatch> group = queue.takeGroup();
            while (!group.isEmpty()) {
                commit(group);
                group = queue.takeGroup();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a lane", e);
        }
    }

    private void commit(List<PendingBatch> group) {
        long start = System.nanoTime();
        List<AppendResult> results;
        try {
            results = store.append(group.stream().map(PendingBatch::append).toList());
        } catch (StreamBusyException e) {
            failed(group, start, e);
            isolateBusyStream(group, e);
            return;
        } catch (StoreUnavailableException e) {
            failed(group, start, e);
            fail(group, e);
            return;
        } catch (RuntimeException | Error e) {
            SequencerException cause = e instanceof SequencerException known
                    ? known
                    : new StoreFailedException("the store failed unexpectedly", e);
            failed(group, start, cause);
            isolateBadBatch(group, cause);
            return;
        }
        completer.execute(() -> complete(group, results));
        observer.groupAppended(new GroupAppended(number, group.size(), eventsOf(group), since(start)));
    }

    private void complete(List<PendingBatch> group, List<AppendResult> results) {
        for (int i = 0; i < group.size(); i++) {
            group.get(i).complete(results.get(i));
            tellReaders(group.get(i).stream(), results.get(i));
        }
    }

    /** Readers find by themselves what they are not told of; callers have nothing but their answers. */
    private void tellReaders(StreamId stream, AppendResult result) {
        try {
            appended.accept(stream, result);
        } catch (RuntimeException | Error e) {
            LOG.error("Readers of {} could not be told of new events", stream, e);
        }
    }

    /** Of several streams nobody knows which one is held: each goes on alone, and the one that is held finds out. */
    private void isolateBusyStream(List<PendingBatch> group, StreamBusyException cause) {
        Map<StreamId, List<PendingBatch>> byStream = new LinkedHashMap<>();
        for (PendingBatch batch : patientOf(group, cause)) {
            byStream.computeIfAbsent(batch.stream(), stream -> new ArrayList<>())
                    .add(batch);
        }
        if (byStream.size() == 1 && isOfOneStream(group)) {
            byStream.forEach((stream, patient) ->
                    queue.setAside(stream, patient, patient.get(0).nextPause()));
            return;
        }
        for (List<PendingBatch> ofStream : byStream.values()) {
            // The ones before may have taken long.
            List<PendingBatch> patient = patientOf(ofStream, cause);
            if (!patient.isEmpty()) {
                commit(patient);
            }
        }
    }

    /** Fails the batches that have waited long enough, and returns the others. */
    private List<PendingBatch> patientOf(List<PendingBatch> batches, SequencerException cause) {
        List<PendingBatch> patient = new ArrayList<>();
        List<PendingBatch> givingUp = new ArrayList<>();
        batches.forEach(batch -> (batch.hasWaited(streamTimeout) ? givingUp : patient).add(batch));
        if (!givingUp.isEmpty()) {
            fail(givingUp, cause);
        }
        return patient;
    }

    private static boolean isOfOneStream(List<PendingBatch> group) {
        return group.stream().map(PendingBatch::stream).distinct().count() == 1;
    }

    private void isolateBadBatch(List<PendingBatch> group, SequencerException cause) {
        if (group.size() == 1) {
            fail(group, cause);
        } else {
            group.forEach(batch -> commit(List.of(batch)));
        }
    }

    private void fail(List<PendingBatch> batches, SequencerException cause) {
        completer.execute(() -> batches.forEach(batch -> batch.fail(cause)));
    }

    private void failed(List<PendingBatch> group, long start, SequencerException cause) {
        observer.groupFailed(new GroupFailed(number, group.size(), since(start), cause));
    }

    private static int eventsOf(List<PendingBatch> group) {
        return group.stream().mapToInt(PendingBatch::events).sum();
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
