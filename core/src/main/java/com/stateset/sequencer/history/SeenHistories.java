package com.stateset.sequencer.history;

import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.memory.HeapShare;
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
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
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
 * <p><b>Bounded in bytes.</b> Each value says what it {@linkplain SeenHistory#bytes takes}, and the sum is kept with every change. Beyond the
 * bound, whoever has made it larger looks at some streams, going on where the last one stopped, and forgets those that were not in use since they
 * were looked at before; if all were, one that was. Only streams of which the store knows all are forgotten; the others are few, since
 * what was signed is kept soon.
 */
final class SeenHistories {

    private static final Logger LOG = LoggerFactory.getLogger(SeenHistories.class);

    /** What is remembered takes an eighth of the heap at most, one GiB at most. */
    static final long BYTES = HeapShare.of(8);

    /** So many streams are looked at by whoever has to make room, before they go on without. */
    private static final int LOOKED_AT = 256;

    /** So many of them are spared if they are in use: then there has to be room all the same. */
    private static final int SPARED = 128;

    private static final int KEPT_AT_ONCE = 500;

    private final ConcurrentMap<StreamId, SeenHistory> streams = new ConcurrentHashMap<>();
    private final NavigableSet<StreamId> stopped = new ConcurrentSkipListSet<>();
    private final Set<StreamId> unkept = ConcurrentHashMap.newKeySet();
    private final LogKeys keys;
    private final long limit;
    private final LongAdder bytes = new LongAdder();
    private final AtomicBoolean evicting = new AtomicBoolean();

    /** Where the last look has stopped; used by who has set {@code evicting}. */
    private Iterator<Map.Entry<StreamId, SeenHistory>> hand = Collections.emptyIterator();

    /** Held for reading while what was signed is kept, and for writing while an administrator's choice is put in its place. */
    private final ReadWriteLock keeping = new ReentrantReadWriteLock();

    /**
     * Remembers nothing yet.
     *
     * @param keys make checkpoints small, and whole again
     * @param limit how many bytes of memory to take, about
     */
    SeenHistories(LogKeys keys, long limit) {
        this.keys = keys;
        this.limit = limit;
    }

    @Nullable
    SeenHistory get(StreamId stream) {
        SeenHistory seen = streams.get(stream);
        if (seen != null) {
            seen.chain().use();
        }
        return seen;
    }

    /** Begins with what was found of a stream, unless another thread has begun; returns what stands. */
    SeenHistory begin(StreamId stream, SeenHistory found) {
        found.chain().use();
        SeenHistory there = streams.putIfAbsent(stream, found);
        if (there != null) {
            return there;
        }
        if (found.signedSize() > found.keptSize()) {
            unkept.add(stream);
        }
        count(found.bytes());
        return found;
    }

    /** Changes what is remembered of a stream, if anything is; returns it. */
    @Nullable
    SeenHistory update(StreamId stream, UnaryOperator<SeenHistory> change) {
        return change(stream, there -> there == null ? null : change.apply(there));
    }

    /** Puts one value in the place of another, if that still stands. */
    boolean replace(StreamId stream, SeenHistory expected, SeenHistory next) {
        boolean stood = streams.replace(stream, expected, next);
        if (stood) {
            count(next.bytes() - expected.bytes());
        }
        return stood;
    }

    /** Changes what is remembered of a stream, in one step, and counts what it takes. */
    private @Nullable SeenHistory change(
            StreamId stream, Function<@Nullable SeenHistory, @Nullable SeenHistory> change) {
        long[] more = new long[1];
        SeenHistory now = streams.compute(stream, (id, there) -> {
            SeenHistory next = change.apply(there);
            more[0] = (next == null ? 0 : next.bytes()) - (there == null ? 0 : there.bytes());
            return next;
        });
        count(more[0]);
        return now;
    }

    private void count(long more) {
        if (more != 0) {
            bytes.add(more);
        }
        if (more > 0 && bytes.sum() > limit && evicting.compareAndSet(false, true)) {
            try {
                evict();
            } finally {
                evicting.set(false);
            }
        }
    }

    /** How many streams are in memory. */
    int size() {
        return streams.size();
    }

    /** How many bytes of memory that takes, about. */
    long bytes() {
        return bytes.sum();
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
            keepEach(signed, store, () -> false, failure);
        }
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    /**
     * Keeps what was signed of streams, where one that fails holds no other up.
     *
     * @param isEnough says when no other one is to be kept by itself
     * @return those of which all is kept
     */
    Set<StreamId> keepEach(Collection<StreamId> some, HistoryStore store, BooleanSupplier isEnough) {
        return keepEach(some, store, isEnough, new AtomicReference<>());
    }

    private Set<StreamId> keepEach(
            Collection<StreamId> some,
            HistoryStore store,
            BooleanSupplier isEnough,
            AtomicReference<RuntimeException> failure) {
        try {
            keep(some, store);
            return Set.copyOf(some);
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.debug("Not all of {} checkpoints can be kept; each by itself now", some.size(), e);
            return some.stream()
                    .takeWhile(stream -> !isEnough.getAsBoolean())
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
            store.keepCheckpoints(due.entrySet().stream().map(this::checkpoint).toList());
        } catch (RuntimeException | Error e) {
            unkept.addAll(due.keySet());
            throw e;
        }
        due.forEach((stream, seen) ->
                update(stream, now -> now.chain() == seen.chain() ? now.kept(seen.signedSize()) : now));
    }

    private KeptCheckpoint checkpoint(Map.Entry<StreamId, SeenHistory> signed) {
        CompactCheckpoint checkpoint = Objects.requireNonNull(signed.getValue().signed());
        StreamId stream = signed.getKey();
        return new KeptCheckpoint(
                stream, checkpoint.head().size(), keys.whole(stream, checkpoint).note());
    }

    /** Puts an accepted history in a stream's place, which goes on; unless it runs already, with that one or a later one. */
    void accepted(StreamId stream, SeenHistory history) {
        change(stream, there -> {
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
        SeenHistory now = update(stream, there -> {
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
        SeenHistory now = change(stream, there -> {
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
        if (now != null && now.isStopped() && (before == null || !before.isStopped())) {
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
        CompactCheckpoint compact = keys.compact(stream, checkpoint);
        SeenHistory now = update(stream, there -> there.chain() == chain ? there.signed(compact) : there);
        if (now == null) {
            return null;
        }
        now.requireRunning(stream);
        if (now.chain() == chain && now.signed() == compact) {
            unkept.add(stream);
        } else if (now.chain() != chain) {
            throw new StreamStoppedException(stream, "another history was accepted meanwhile");
        }
        return checkpoint;
    }

    /** Goes on from where the last call has stopped. By one thread at a time. */
    private void evict() {
        for (int looked = 0; looked < LOOKED_AT && bytes.sum() > limit; looked++) {
            if (!hand.hasNext()) {
                hand = streams.entrySet().iterator();
            }
            if (!hand.hasNext()) {
                return;
            }
            Map.Entry<StreamId, SeenHistory> each = hand.next();
            SeenHistory seen = each.getValue();
            boolean isInUse = seen.chain().takeUsed() && looked < SPARED;
            if (!isInUse
                    && seen.canBeForgotten()
                    && !unkept.contains(each.getKey())
                    && streams.remove(each.getKey(), seen)) {
                bytes.add(-seen.bytes());
            }
        }
    }
}
