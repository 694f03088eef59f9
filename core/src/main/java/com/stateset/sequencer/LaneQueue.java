package com.stateset.sequencer;

import com.stateset.sequencer.error.OverloadedException;
import com.stateset.sequencer.error.SequencerClosedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.observe.QueueState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Batches waiting for a lane: bounded in events and bytes, fair among streams, and shared by all lanes.
 *
 * <pre>
 *   put ──► a stream's line ──► takeGroup ──► a lane has the stream ──► done ──► its line has turns again
 *                  ▲                                  │
 *                  └───────────── setAside ◄──────────┘
 * </pre>
 *
 * <p>Each stream has a line of its own; a group takes one batch of each in turn until it is full, so that a stream with a long
 * line costs the others one turn. Within a stream batches keep their order. A stream that is {@link #setAside set aside}
 * loses its turns for a while, not its batches.
 *
 * <p><b>One lane at a time has a stream</b>, from the group that takes its first batch until that lane says {@link #done}: what
 * comes meanwhile waits. So a stream's batches reach the store in their order, and two appends of one process never contend for a
 * stream. Which lane it is does not matter. A lane takes its share of the streams that have a turn, and leaves the others to
 * the lanes that sleep: if it took all, they would be its own again when it is done, and the others would sleep on.
 *
 * <p><b>Every batch finds a lane.</b> A lane sleeps only when nothing may be taken. Something may be taken again when a batch is
 * put into a line that no lane has, which wakes one; when a lane is done, which then takes the next group itself; and when a
 * stream's pause is over, which one idle lane waits for. A lane that goes off with its group wakes another if it leaves
 * anything that no lane has: another's share, too much for one group, or a stream that was set aside.
 *
 * <p><b>A stream that was set aside is tried alone</b> when its pause is over: the others would wait with it once more.
 *
 * <p>Thread-safe: many callers put, a few lanes take.
 */
final class LaneQueue {

    private final Limits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition spaceFreed = lock.newCondition();
    private final Condition batchAdded = lock.newCondition();
    private final Map<StreamId, Line> lines = new LinkedHashMap<>();
    private int events;
    private long bytes;

    /** The lanes that sleep, or were woken and have not looked yet. */
    private int idleLanes;

    private boolean closed;

    /** Read without the lock, by lanes that have just noted what they took. */
    private volatile boolean abandoned;

    LaneQueue(Limits limits) {
        this.limits = limits;
    }

    /**
     * Adds a batch, waiting for space as long as {@code timeout}.
     *
     * @throws OverloadedException if there was no space in time
     * @throws SequencerClosedException if the queue is closed
     */
    void put(PendingBatch batch, Duration timeout) throws InterruptedException {
        long nanosLeft = TimeUnit.NANOSECONDS.convert(timeout);
        lock.lockInterruptibly();
        try {
            while (!closed && !hasSpaceFor(batch)) {
                if (nanosLeft <= 0) {
                    throw new OverloadedException(timeout);
                }
                nanosLeft = spaceFreed.awaitNanos(nanosLeft);
            }
            if (closed) {
                throw new SequencerClosedException();
            }
            Line line = lines.computeIfAbsent(batch.stream(), stream -> new Line());
            line.batches.addLast(batch);
            count(line, batch, 1);
            if (!line.underWay) {
                batchAdded.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the next group, waiting for one; an empty group means that the queue is closed, and nothing waits in it. Its streams
     * are this lane's until it is {@link #done} with the group.
     */
    List<PendingBatch> takeGroup() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            List<PendingBatch> group = nextGroup();
            while (group.isEmpty() && !(closed && events == 0)) {
                idleLanes++;
                try {
                    batchAdded.awaitNanos(nanosUntilNextTurn());
                } finally {
                    idleLanes--;
                }
                group = nextGroup();
            }
            spaceFreed.signalAll();
            if (closed) {
                batchAdded.signalAll();
            }
            return group;
        } finally {
            lock.unlock();
        }
    }

    /** Gives the streams of a group turns again, for whichever lane; the caller takes the next group itself. */
    void done(List<PendingBatch> group) {
        lock.lock();
        try {
            for (PendingBatch batch : group) {
                Line line = lines.get(batch.stream());
                if (line != null) {
                    line.underWay = false;
                    if (line.batches.isEmpty()) {
                        lines.remove(batch.stream());
                    }
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Puts batches of one stream, which this lane has, back at the front of its line, and gives the stream no turn for {@code
     * pause}.
     *
     * @return false, and nothing is put back, if the queue was {@linkplain #drain abandoned}
     */
    boolean setAside(StreamId stream, List<PendingBatch> batches, Duration pause) {
        lock.lock();
        try {
            if (abandoned) {
                return false;
            }
            Line line = lines.computeIfAbsent(stream, id -> new Line());
            for (int i = batches.size() - 1; i >= 0; i--) {
                line.batches.addFirst(batches.get(i));
                count(line, batches.get(i), 1);
            }
            line.notBefore = System.nanoTime() + pause.toNanos();
            line.setAside = true;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes all that waits, the streams that were set aside included, for callers whose time is over: nothing comes back. */
    List<PendingBatch> drain() {
        lock.lock();
        try {
            abandoned = true;
            List<PendingBatch> all = new ArrayList<>();
            lines.values().forEach(line -> all.addAll(line.batches));
            lines.clear();
            events = 0;
            bytes = 0;
            spaceFreed.signalAll();
            batchAdded.signalAll();
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** Whether callers are answered without their lanes from now on. */
    boolean isAbandoned() {
        return abandoned;
    }

    /** What waits now. */
    QueueState state() {
        lock.lock();
        try {
            int batches = lines.values().stream()
                    .mapToInt(line -> line.batches.size())
                    .sum();
            return new QueueState(batches, events, bytes, limits.queuedEvents(), limits.queuedBytes());
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more from now on; what is in the queue is still handed out. */
    void close() {
        lock.lock();
        try {
            closed = true;
            spaceFreed.signalAll();
            batchAdded.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * One stream may fill half of the queue, so that a stream whose line does not move leaves room for the others. A batch
     * that is too large for its share is let in when nothing else of its stream waits.
     */
    private boolean hasSpaceFor(PendingBatch batch) {
        Line line = lines.get(batch.stream());
        boolean withinShare = line == null
                || line.batches.isEmpty()
                || (line.events + batch.events() <= limits.queuedEvents() / 2
                        && line.bytes + batch.sizeInBytes() <= limits.queuedBytes() / 2);
        boolean withinQueue = events == 0
                || (events + batch.events() <= limits.queuedEvents()
                        && bytes + batch.sizeInBytes() <= limits.queuedBytes());
        return withinShare && withinQueue;
    }

    private List<PendingBatch> nextGroup() {
        List<Line> ready = new ArrayList<>();
        boolean anyLeft = false;
        long now = System.nanoTime();
        for (Line line : lines.values()) {
            boolean isReady = line.hasTurn(now) && (ready.isEmpty() || line.goesWith(ready.get(0)));
            if (isReady) {
                ready.add(line);
            }
            anyLeft |= !isReady && line.isWaiting();
        }
        // As many are left for each lane that sleeps.
        List<Line> share = ready.subList(0, (ready.size() + idleLanes) / (1 + idleLanes));
        Group group = new Group();
        boolean anyTaken = true;
        while (anyTaken) {
            anyTaken = false;
            for (Line line : share) {
                anyTaken |= !line.batches.isEmpty() && group.takeFrom(line);
            }
        }
        passTurns(group.batches);
        if (!ready.isEmpty() && (anyLeft || ready.stream().anyMatch(Line::isWaiting))) {
            batchAdded.signal();
        }
        return group.batches;
    }

    /** Sends the streams that had a turn to the end of the round; they are the lane's that asked. */
    private void passTurns(List<PendingBatch> group) {
        for (PendingBatch batch : group) {
            Line line = lines.remove(batch.stream());
            if (line != null) {
                line.underWay = true;
                lines.put(batch.stream(), line);
            }
        }
    }

    /** How long until a stream that was set aside has a turn again; forever, if there is none. */
    private long nanosUntilNextTurn() {
        long now = System.nanoTime();
        return lines.values().stream()
                .filter(Line::isWaiting)
                .mapToLong(line -> line.notBefore - now)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private void count(Line line, PendingBatch batch, int sign) {
        line.events += sign * batch.events();
        line.bytes += sign * batch.sizeInBytes();
        events += sign * batch.events();
        bytes += sign * batch.sizeInBytes();
    }

    /** The batches of one stream, in order. */
    private static final class Line {

        private final Deque<PendingBatch> batches = new ArrayDeque<>();
        private int events;
        private long bytes;
        private boolean underWay;
        private boolean setAside;
        private long notBefore;

        private boolean hasTurn(long now) {
            return isWaiting() && (!setAside || now - notBefore >= 0);
        }

        /** One that was set aside is tried alone. */
        private boolean goesWith(Line first) {
            return !setAside && !first.setAside;
        }

        /** For a lane, or for its pause to end: not for the lane that has the stream. */
        private boolean isWaiting() {
            return !underWay && !batches.isEmpty();
        }
    }

    /**
     * What one append will carry: at least one batch, and no more than the limits allow. The record of an erasure goes alone: what follows
     * on it in its group would be sealed with keys that it destroys.
     */
    private final class Group {

        private final List<PendingBatch> batches = new ArrayList<>();
        private int groupEvents;
        private long groupBytes;

        private boolean takeFrom(Line line) {
            PendingBatch batch = line.batches.getFirst();
            if (!batches.isEmpty()
                    && (batch.erases()
                            || batches.get(0).erases()
                            || groupEvents + batch.events() > limits.groupEvents()
                            || groupBytes + batch.sizeInBytes() > limits.groupBytes())) {
                return false;
            }
            batches.add(line.batches.removeFirst());
            line.setAside = false;
            groupEvents += batch.events();
            groupBytes += batch.sizeInBytes();
            count(line, batch, -1);
            return true;
        }
    }

    /**
     * How much may wait for the lanes, and how much of it goes into one append.
     *
     * @param queuedEvents the most events waiting
     * @param queuedBytes the most bytes waiting, roughly
     * @param groupEvents the most events of one append, a single larger batch apart
     * @param groupBytes the most bytes of one append, a single larger batch apart
     */
    record Limits(int queuedEvents, long queuedBytes, int groupEvents, long groupBytes) {}
}
