package com.stateset.sequencer.history;

import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.HistoryStore;
import com.stateset.sequencer.spi.HistoryStore.KeptCheckpoint;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process remembers of the streams' histories, which of them are stopped, and what has yet to be kept by the store. Each
 * change is one atomic operation on a stream's value, without I/O. Thread-safe.
 *
 * <p>Bounded: of more than {@link #STREAMS} streams, those are forgotten of which the store knows all; the others are few, since
 * what was signed is kept soon.
 */
final class SeenHistories {

    private static final Logger LOG = LoggerFactory.getLogger(SeenHistories.class);

    /** What a stream takes, about, with its checkpoint and its right edge. */
    private static final int STREAM_BYTES = 2 << 10;

    /** More streams than this are remembered only while they must be: what a sixteenth of the heap holds, 16,384 at least, a million at most. */
    private static final int STREAMS =
            (int) Math.min(1 << 20, Math.max(16 << 10, Runtime.getRuntime().maxMemory() / 16 / STREAM_BYTES));

    private static final int KEPT_AT_ONCE = 500;

    private final ConcurrentMap<StreamId, SeenHistory> streams = new ConcurrentHashMap<>();
    private final NavigableSet<StreamId> stopped = new ConcurrentSkipListSet<>();
    private final Set<StreamId> unkept = ConcurrentHashMap.newKeySet();
    private volatile int evictAt = STREAMS;
    private final AtomicBoolean evicting = new AtomicBoolean();
    /** Held for reading while what was signed is kept, and for writing while an administrator's choice is put in its place. */
    private final ReadWriteLock keeping = new ReentrantReadWriteLock();

    @Nullable
    SeenHistory get(StreamId stream) {
        return streams.get(stream);
    }

    /** Begins with what was found of a stream, unless another thread has begun; returns what stands. */
    SeenHistory begin(StreamId stream, SeenHistory found) {
        SeenHistory there = streams.putIfAbsent(stream, found);
        if (there == null && found.signedSize() > found.keptSize()) {
            unkept.add(stream);
        }
        evict();
        return there == null ? found : there;
    }

    /** Changes what is remembered of a stream, if anything is; returns it. */
    @Nullable
    SeenHistory update(StreamId stream, UnaryOperator<SeenHistory> change) {
        return streams.computeIfPresent(stream, (id, now) -> change.apply(now));
    }

    /** Puts one value in the place of another, if that still stands. */
    boolean replace(StreamId stream, SeenHistory expected, SeenHistory next) {
        return streams.replace(stream, expected, next);
    }

    /** How many streams are in memory. */
    int size() {
        return streams.size();
    }

    /** The streams that are stopped, as they are while one looks. */
    Set<StreamId> stopped() {
        return Collections.unmodifiableSet(stopped);
    }

    /** Lets a stream be one of those that {@link #keepAll} looks at next. */
    void keepSoon(StreamId stream) {
        unkept.add(stream);
    }

    /**
     * Keeps all that was signed and is not kept. A stream that fails is tried again the next time, and holds no other up; a store
     * that cannot be reached ends it, since each of the others would have to wait for it as long.
     *
     * @param sign is given each stream before what was signed of it is kept
     * @throws RuntimeException what the first one that failed has thrown
     */
    void keepAll(HistoryStore store, Consumer<StreamId> sign) {
        // A copy: one that fails is put back, and the set itself might show it again, and two such for ever.
        List<StreamId> all = List.copyOf(unkept);
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        for (int from = 0; from < all.size(); from += KEPT_AT_ONCE) {
            List<StreamId> some = all.subList(from, Math.min(all.size(), from + KEPT_AT_ONCE));
            List<StreamId> signed = some.stream()
                    .filter(stream -> succeeds(stream, sign, failure))
                    .toList();
            keepEach(signed, store, failure);
        }
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    /**
     * Keeps what was signed of streams, where one that fails holds no other up.
     *
     * @return those of which all is kept
     */
    Set<StreamId> keepEach(Collection<StreamId> some, HistoryStore store) {
        return keepEach(some, store, new AtomicReference<>());
    }

    private Set<StreamId> keepEach(
            Collection<StreamId> some, HistoryStore store, AtomicReference<RuntimeException> failure) {
        try {
            keep(some, store);
            return Set.copyOf(some);
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.debug("Not all of {} checkpoints can be kept; each by itself now", some.size(), e);
            return some.stream()
                    .filter(stream -> succeeds(stream, one -> keep(Set.of(one), store), failure))
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    /** Notes the first failure, but for that of a store that cannot be reached, which is thrown. */
    private static boolean succeeds(
            StreamId stream, Consumer<StreamId> work, AtomicReference<RuntimeException> failure) {
        try {
            work.accept(stream);
            return true;
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.debug("The stream {} is left out", stream, e);
            failure.compareAndSet(null, e);
            return false;
        }
    }

    /** Keeps what was signed of streams, with one write. Durable on return. */
    private void keep(Collection<StreamId> some, HistoryStore store) {
        keeping.readLock().lock();
        try {
            keepDue(some, store);
        } finally {
            keeping.readLock().unlock();
        }
    }

    /**
     * Keeps what was signed of a stream, then does what replaces it there. Meanwhile nothing else is being kept: one of the line of before
     * would take the place of the new one, if it is larger.
     */
    <T> T replacing(StreamId stream, HistoryStore store, Supplier<T> work) {
        keeping.writeLock().lock();
        try {
            keepDue(Set.of(stream), store);
            return work.get();
        } finally {
            keeping.writeLock().unlock();
        }
    }

    private void keepDue(Collection<StreamId> some, HistoryStore store) {
        Map<StreamId, SeenHistory> due = new HashMap<>();
        for (StreamId stream : some) {
            unkept.remove(stream);
            SeenHistory seen = streams.get(stream);
            if (seen != null && seen.signedSize() > seen.keptSize()) {
                due.put(stream, seen);
            }
        }
        if (!due.isEmpty()) {
            keep(due, store);
        }
    }

    private void keep(Map<StreamId, SeenHistory> due, HistoryStore store) {
        try {
            store.keepCheckpoints(
                    due.entrySet().stream().map(SeenHistories::checkpoint).toList());
        } catch (RuntimeException | Error e) {
            unkept.addAll(due.keySet());
            throw e;
        }
        due.forEach((stream, seen) -> streams.computeIfPresent(
                stream, (id, now) -> now.chain() == seen.chain() ? now.kept(seen.signedSize()) : now));
    }

    private static KeptCheckpoint checkpoint(Map.Entry<StreamId, SeenHistory> signed) {
        SignedCheckpoint checkpoint = Objects.requireNonNull(signed.getValue().signed());
        return new KeptCheckpoint(signed.getKey(), checkpoint.head().size(), checkpoint.note());
    }

    /** Puts an accepted history in a stream's place, which goes on; unless it runs already, with that one or a later one. */
    void accepted(StreamId stream, SeenHistory history) {
        streams.compute(stream, (id, there) -> {
            long acceptedAt = history.chain().acceptedAt();
            if (there != null
                    && !there.isStopped()
                    && acceptedAt != HistoryLine.NEVER
                    && there.chain().acceptedAt() >= acceptedAt) {
                return there;
            }
            stopped.remove(stream);
            return history;
        });
    }

    /**
     * Puts a history that was accepted in another process in the place of one that is stopped.
     *
     * @return false if another has taken that place meanwhile
     */
    @SuppressWarnings("ReferenceEquality") // the line itself, not an equal one
    boolean follow(StreamId stream, SeenHistory old, SeenHistory accepted) {
        SeenHistory now = streams.computeIfPresent(stream, (id, there) -> {
            if (there.chain() != old.chain()) {
                return there;
            }
            stopped.remove(stream);
            return accepted;
        });
        if (now == accepted && accepted.signedSize() > accepted.keptSize()) {
            unkept.add(stream);
        }
        return now == accepted;
    }

    /**
     * Stops a stream, unless it has another line by now than the verdict was reached on.
     *
     * @param decidedOn that line, see {@link SeenHistory#chain}; null if the verdict is of whatever line there is
     * @return what to throw
     */
    StreamStoppedException stop(StreamId stream, @Nullable HistoryLine decidedOn, String difference) {
        SeenHistory before = streams.get(stream);
        SeenHistory now = streams.compute(stream, (id, there) -> {
            if (there != null && (there.isStopped() || (decidedOn != null && there.chain() != decidedOn))) {
                return there;
            }
            // Within the step, so that the set tells of the stream what the map does.
            stopped.add(stream);
            return there == null
                    ? SeenHistory.stoppedAtFirst(
                            decidedOn == null ? new HistoryLine(HistoryLine.NEVER) : decidedOn, difference)
                    : there.stopped(difference);
        });
        if (now.isStopped() && (before == null || !before.isStopped())) {
            LOG.error("The stream {} is stopped: {}", stream, difference);
        }
        return new StreamStoppedException(stream, difference);
    }

    /**
     * Notes a checkpoint that was signed, to be kept.
     *
     * @param chain the line that it was signed on
     * @return null, and nothing is noted, if the stream was forgotten meanwhile: then what the store has kept has to be read first
     * @throws StreamStoppedException if the stream is stopped, or on another line by now
     */
    @Nullable
    SignedCheckpoint remember(StreamId stream, HistoryLine chain, SignedCheckpoint checkpoint) {
        SeenHistory now = streams.computeIfPresent(
                stream, (id, there) -> there.chain() == chain ? there.signed(checkpoint) : there);
        if (now == null) {
            return null;
        }
        now.requireRunning(stream);
        if (Objects.equals(now.signed(), checkpoint)) {
            unkept.add(stream);
        } else if (now.chain() != chain) {
            throw new StreamStoppedException(stream, "another history was accepted meanwhile");
        }
        return checkpoint;
    }

    /** Forgets streams of which the store knows all; the next time when there are as many again to look at. */
    private void evict() {
        if (streams.size() > evictAt && evicting.compareAndSet(false, true)) {
            try {
                evictQuarter();
            } finally {
                evicting.set(false);
            }
        }
    }

    /** By one thread at a time, or each would forget a quarter. */
    private void evictQuarter() {
        int size = streams.size();
        Iterator<Map.Entry<StreamId, SeenHistory>> all = streams.entrySet().iterator();
        for (int left = size; left > STREAMS * 3 / 4 && all.hasNext(); ) {
            Map.Entry<StreamId, SeenHistory> each = all.next();
            boolean isDone = each.getValue().canBeForgotten() && !unkept.contains(each.getKey());
            if (isDone && streams.remove(each.getKey(), each.getValue())) {
                left--;
            }
        }
        evictAt = Math.max(STREAMS, streams.size() + STREAMS / 4);
    }
}
