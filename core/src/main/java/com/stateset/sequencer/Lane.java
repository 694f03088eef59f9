package com.stateset.sequencer;

import com.stateset.sequencer.error.OutcomeUnknownException;
import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.SequencerFailedException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.error.StreamBusyException;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.history.AppendedHistory;
import com.stateset.sequencer.history.HistoryLine;
import com.stateset.sequencer.history.HistorySigner;
import com.stateset.sequencer.observe.GroupAppended;
import com.stateset.sequencer.observe.GroupFailed;
import com.stateset.sequencer.observe.SequencerObserver;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.TreeHead;
import com.stateset.sequencer.worker.SequencerThreads;
import com.stateset.sequencer.worker.WorkerHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that appends group after group. It has the streams of its group for itself until the fate of all of it is settled, or
 * set aside; see {@link LaneQueue}.
 *
 * <p>What can go wrong with a group is contained: a store that cannot be reached fails the group's callers at once; a stream
 * that another writer holds is set aside, and the others go on; a group the store refuses is tried batch by batch, so that only
 * the bad one fails; a stream whose history is not the one known is stopped, and its batches fail without a read (if that history
 * was accepted in another process is for their callers to find); a store that answers with something else than one outcome per event
 * has broken its contract, and the group's callers learn that the outcome is unknown.
 *
 * <p>A store that throws what its contract does not name may have stored the group nevertheless: the group is tried batch by
 * batch, which is safe, and callers who get no answer then learn that the outcome is unknown.
 *
 * <p>What ends the thread itself (an {@code Error} where none can be expected) fails its callers, those in the queue, and the
 * sequencer. {@code underWay} holds what was taken from the queue until its fate is settled; it is written by
 * the lane's thread, and read by the one that closes when its patience is over.
 */
final class Lane {

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private final int number;
    private final EventStore store;
    private final HistorySigner signer;
    private final LaneQueue queue;
    private final SequencerObserver observer;
    private final Completer completer;
    private final Duration streamTimeout;
    private final WorkerHealth health;
    private final Thread thread;
    private volatile List<PendingBatch> underWay = List.of();

    /** What of the group is to be set aside, by stream, in order: what follows on it in its stream must not overtake it. */
    private final Map<StreamId, List<PendingBatch>> held = new LinkedHashMap<>();

    Lane(
            int number,
            EventStore store,
            HistorySigner signer,
            LaneQueue queue,
            SequencerObserver observer,
            Completer completer,
            Duration streamTimeout,
            WorkerHealth health,
            SequencerThreads threads) {
        this.number = number;
        this.store = store;
        this.signer = signer;
        this.queue = queue;
        this.observer = observer;
        this.completer = completer;
        this.streamTimeout = streamTimeout;
        this.health = health;
        this.thread = threads.unstarted("sequencer-lane-" + number, this::run);
    }

    void start() {
        thread.start();
    }

    /** Waits until a closed queue is drained, or for so long. */
    void awaitEnd(long nanos) throws InterruptedException {
        // A join of 0 ms would wait for ever.
        long millis = TimeUnit.NANOSECONDS.toMillis(Math.max(0, nanos));
        thread.join(Math.max(1, millis));
    }

    /** Answers the callers whose group is under way, from a thread that closes: their time is over. */
    void abandon() {
        underWay.forEach(batch -> batch.failUnknown("the sequencer was closed before the store had answered", null));
    }

    private void run() {
        try {
            for (List<PendingBatch> group = take(); !group.isEmpty(); group = take()) {
                append(group);
                setHeldAside();
                queue.done(group);
            }
        } catch (RuntimeException | Error e) {
            breakDown(e);
        }
    }

    private List<PendingBatch> take() {
        underWay = List.of();
        while (true) {
            try {
                List<PendingBatch> group = queue.takeGroup();
                underWay = group;
                if (queue.isAbandoned()) {
                    // Who abandons them may have looked before these were here.
                    group.forEach(PendingBatch::failClosed);
                    return List.of();
                }
                return group;
            } catch (InterruptedException e) {
                LOG.debug("An interrupt that nobody meant for this lane", e);
            }
        }
    }

    private void breakDown(Throwable cause) {
        health.fail("lane " + number, cause);
        queue.close();
        underWay.forEach(batch -> batch.failUnknown("the sequencer failed before the store had answered", cause));
        SequencerFailedException failure = new SequencerFailedException("the sequencer has failed: " + cause, cause);
        queue.drain().forEach(batch -> batch.fail(failure));
    }

    private void setHeldAside() {
        held.forEach((stream, waiting) -> {
            if (!queue.setAside(stream, waiting, waiting.get(0).nextPause())) {
                waiting.forEach(PendingBatch::failClosed);
            }
        });
        held.clear();
    }

    private void append(List<PendingBatch> taken) {
        List<PendingBatch> group = withoutStopped(withoutHeld(taken));
        if (!group.isEmpty()) {
            appendRunning(group);
        }
    }

    private void appendRunning(List<PendingBatch> group) {
        long start = System.nanoTime();
        Map<StreamId, @Nullable HistoryLine> lines = linesOf(group);
        List<AppendBatch> batches = batchesOf(group);
        List<AppendResult> results;
        try {
            results = store.append(batches);
        } catch (StreamBusyException e) {
            failed(group, start, e);
            isolateBusyStream(group, e);
            return;
        } catch (StoreUnavailableException e) {
            failed(group, start, e);
            completer.fail(group, e);
            return;
        } catch (RuntimeException | Error e) {
            SequencerException cause = e instanceof SequencerException known
                    ? known
                    : new OutcomeUnknownException("the store failed unexpectedly; sending again is safe", e);
            failed(group, start, cause);
            isolateBad(group, lines, cause);
            return;
        }
        String problem = problemOf(group, results);
        if (problem == null) {
            completer.complete(group, results, historiesOf(batches, results));
            observer.groupAppended(new GroupAppended(number, group.size(), eventsOf(group), since(start)));
        } else {
            failed(group, start, new StoreFailedException(problem, null));
            group.forEach(batch -> batch.failUnknown(problem, null));
        }
    }

    /** Puts the batches of streams that are held behind what waits for them already. */
    private List<PendingBatch> withoutHeld(List<PendingBatch> group) {
        if (held.isEmpty()) {
            return group;
        }
        List<PendingBatch> free = new ArrayList<>(group.size());
        for (PendingBatch batch : group) {
            List<PendingBatch> waiting = held.get(batch.stream());
            (waiting == null ? free : waiting).add(batch);
        }
        return free;
    }

    /** Fails the batches of streams that were stopped while they waited: the store is not touched for them. */
    private List<PendingBatch> withoutStopped(List<PendingBatch> group) {
        List<PendingBatch> running = new ArrayList<>(group.size());
        Map<StreamId, Optional<String>> differences = new HashMap<>();
        for (PendingBatch batch : group) {
            String difference = differences
                    .computeIfAbsent(batch.stream(), stream -> Optional.ofNullable(signer.differenceOf(stream)))
                    .orElse(null);
            if (difference == null) {
                running.add(batch);
            } else {
                completer.fail(List.of(batch), new StreamStoppedException(batch.stream(), difference));
            }
        }
        return running;
    }

    /** Notes how far the group has brought each of its streams. */
    private Map<StreamId, AppendedHistory> historiesOf(List<AppendBatch> group, List<AppendResult> results) {
        Map<StreamId, AppendedHistory> histories = new HashMap<>();
        for (int i = 0; i < group.size(); i++) {
            AppendedEntries tree = results.get(i).tree();
            TreeHead known = group.get(i).known();
            histories.computeIfAbsent(group.get(i).stream(), stream -> signer.advanced(stream, known, tree));
        }
        return histories;
    }

    /** Whether the store has answered as its contract says, so that every caller gets what is theirs. */
    private static @Nullable String problemOf(List<PendingBatch> group, @Nullable List<AppendResult> results) {
        if (results == null || results.size() != group.size()) {
            return "the store answered " + group.size() + " batches with " + (results == null ? 0 : results.size())
                    + " results";
        }
        for (int i = 0; i < group.size(); i++) {
            int outcomes =
                    results.get(i) == null ? 0 : results.get(i).outcomes().size();
            if (outcomes != group.get(i).events()) {
                return "the store answered " + group.get(i).events() + " events with " + outcomes + " outcomes";
            }
        }
        return null;
    }

    /** Of several streams it is not known which one is held: each goes on alone, and the one that is held finds out. */
    private void isolateBusyStream(List<PendingBatch> group, StreamBusyException cause) {
        Map<StreamId, List<PendingBatch>> byStream = new LinkedHashMap<>();
        for (PendingBatch batch : stillWaiting(group, cause)) {
            byStream.computeIfAbsent(batch.stream(), stream -> new ArrayList<>())
                    .add(batch);
        }
        if (byStream.size() == 1 && isOfOneStream(group)) {
            held.putAll(byStream);
            return;
        }
        for (List<PendingBatch> ofStream : byStream.values()) {
            // The ones before may have taken long.
            List<PendingBatch> waiting = stillWaiting(ofStream, cause);
            if (!waiting.isEmpty()) {
                append(waiting);
            }
        }
    }

    /** Fails the batches that have waited long enough, and returns the others. */
    private List<PendingBatch> stillWaiting(List<PendingBatch> batches, SequencerException cause) {
        List<PendingBatch> waiting = new ArrayList<>();
        List<PendingBatch> givingUp = new ArrayList<>();
        batches.forEach(batch -> (batch.hasWaited(streamTimeout) ? givingUp : waiting).add(batch));
        if (!givingUp.isEmpty()) {
            completer.fail(givingUp, cause);
        }
        return waiting;
    }

    private static boolean isOfOneStream(List<PendingBatch> group) {
        return group.stream().map(PendingBatch::stream).distinct().count() == 1;
    }

    /** A stream with another history than the known one is stopped; of any other failure each batch finds out if it is its own. */
    private void isolateBad(
            List<PendingBatch> group, Map<StreamId, @Nullable HistoryLine> lines, SequencerException cause) {
        if (cause instanceof StreamStoppedException stopped && lines.containsKey(stopped.stream())) {
            signer.stop(stopped.stream(), lines.get(stopped.stream()), stopped.difference());
            append(group);
        } else if (group.size() == 1) {
            completer.fail(group, cause);
        } else {
            group.forEach(batch -> append(List.of(batch)));
        }
    }

    private void failed(List<PendingBatch> group, long start, SequencerException cause) {
        observer.groupFailed(new GroupFailed(number, group.size(), since(start), cause));
    }

    /** The line of each stream before its head is looked up: a verdict is about that line and no later one. */
    private Map<StreamId, @Nullable HistoryLine> linesOf(List<PendingBatch> group) {
        Map<StreamId, @Nullable HistoryLine> lines = new HashMap<>();
        for (PendingBatch batch : group) {
            if (!lines.containsKey(batch.stream())) {
                lines.put(batch.stream(), signer.line(batch.stream()));
            }
        }
        return lines;
    }

    /** What to append, each batch with the head that it is measured by. */
    private List<AppendBatch> batchesOf(List<PendingBatch> group) {
        List<AppendBatch> batches = new ArrayList<>(group.size());
        for (PendingBatch pending : group) {
            AppendBatch batch = pending.append();
            batches.add(batch.known(signer.known(batch.stream())));
        }
        return batches;
    }

    private static int eventsOf(List<PendingBatch> group) {
        int events = 0;
        for (PendingBatch batch : group) {
            events += batch.events();
        }
        return events;
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
