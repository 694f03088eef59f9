package com.stateset.sequencer.subscription;

import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a stream that somebody reads: how far it has come, and its latest events. Thread-safe; the lock is never held while
 * the store is asked.
 *
 * <p>What this process appends is handed in and need not be read again. Where that leaves a gap, because subscriptions begin
 * further back or others append, whoever is ahead of the pages that are here reads the next one for all; the others wait for it
 * instead of reading it too. Whoever has fallen behind all that is here reads for itself alone.
 */
final class StreamTail {

    private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);

    private static final int PAGE = 256;
    private static final long APPENDED_BYTES = 16L << 20;
    private static final long READ_BYTES = 8L << 20;

    /** Pages at the head are small if they are read at once, and each costs the store about as much as a large one. */
    private static final Duration READ_PACE = Duration.ofMillis(4);

    /** Waking hundreds takes its time, too, whatever there is for them. */
    private static final Duration WAKE_PACE = Duration.ofMillis(5);

    /** A small page sooner than this after the last one is left to the next wake-up, which keeps the pace. */
    private static final long TOO_SOON_NANOS = READ_PACE.toNanos() / 2;

    private static final long UNKNOWN = -1;

    private final StreamId stream;
    private final EventStore store;
    private final PacedTask wakeOne;
    private final PacedTask wakeAll;
    private final ReentrantLock lock = new ReentrantLock();

    /** Those who wait, and from which sequence number on. */
    private final Map<Runnable, Long> waiting = new LinkedHashMap<>();

    private final RecentEvents appended = new RecentEvents(APPENDED_BYTES);
    private final RecentEvents read = new RecentEvents(READ_BYTES);
    private long head = UNKNOWN;
    private long lookedAt = UNKNOWN;
    private boolean reading;
    private long lastRead = System.nanoTime() - TOO_SOON_NANOS;
    private int subscriptions;

    StreamTail(StreamId stream, EventStore store, Couriers couriers) {
        this.stream = stream;
        this.store = store;
        this.wakeOne = new PacedTask(couriers, READ_PACE, () -> wake(1));
        this.wakeAll = new PacedTask(couriers, WAKE_PACE, () -> wake(Integer.MAX_VALUE));
    }

    /** Counts a subscription in. */
    StreamTail joined() {
        lock.lock();
        try {
            subscriptions++;
            return this;
        } finally {
            lock.unlock();
        }
    }

    /** Counts a subscription out; returns whether it was the last. */
    boolean left(Runnable waker) {
        lock.lock();
        try {
            waiting.remove(waker);
            subscriptions--;
            return subscriptions == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Wakes one who waits for what is there: the one that was woken to read for all may have left. */
    void wakeAnother() {
        wake(1);
    }

    /**
     * Learns that the stream is readable up to {@code reached}. What this process has appended itself may be handed in at any
     * moment, so nobody begins to read at once.
     */
    void reached(long reached) {
        lock.lock();
        try {
            if (head != UNKNOWN && reached > head) {
                head = reached;
                if (!reading && !waiting.isEmpty()) {
                    wakeOne.askAfter(READ_PACE.toNanos());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes what this process has just appended, so that it need not be read. */
    void appended(List<SequencedEvent> events) {
        lock.lock();
        try {
            appended.add(events);
            if (head != UNKNOWN) {
                head = Math.max(head, appended.last());
            }
            if (!waiting.isEmpty()) {
                wakeAll.ask();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Looks how far the stream has come, if somebody waits and nobody has told since the last look.
     *
     * @return whether it has come further since then
     */
    boolean look() {
        lock.lock();
        try {
            boolean moved = head != lookedAt;
            lookedAt = head;
            if (moved || waiting.isEmpty()) {
                return moved;
            }
        } finally {
            lock.unlock();
        }
        try {
            reached(store.head(stream));
            wakeOne.ask();
        } catch (RuntimeException e) {
            LOG.debug("The head of {} cannot be looked at", stream, e);
            return false;
        }
        return isPast(lookedAt);
    }

    private boolean isPast(long before) {
        lock.lock();
        try {
            lookedAt = head;
            return head != before;
        } finally {
            lock.unlock();
        }
    }

    /** Some events from a sequence number on; none if there are none yet: then {@code waker} is run when there are. */
    List<SequencedEvent> next(long from, Runnable waker) {
        boolean ahead;
        lock.lock();
        try {
            List<SequencedEvent> known = known(from);
            if (!known.isEmpty()) {
                return known;
            }
            ahead = from > read.last();
            if (isBeyondHead(from) || (ahead && reading)) {
                waiting.put(waker, from);
                return List.of();
            }
            if (ahead && isSmall(from) && System.nanoTime() - lastRead < TOO_SOON_NANOS) {
                waiting.put(waker, from);
                wakeOne.ask();
                return List.of();
            }
            if (ahead) {
                reading = true;
                lastRead = System.nanoTime();
            }
        } finally {
            lock.unlock();
        }
        return ahead ? readForAll(from, waker) : page(from).events();
    }

    private List<SequencedEvent> known(long from) {
        List<SequencedEvent> known = appended.from(from);
        return known.isEmpty() ? read.from(from) : known;
    }

    private boolean isBeyondHead(long from) {
        return head != UNKNOWN && from > head;
    }

    private List<SequencedEvent> readForAll(long from, Runnable waker) {
        EventPage page = null;
        try {
            page = page(from);
            return page.events();
        } finally {
            lock.lock();
            try {
                reading = false;
                if (page != null) {
                    head = Math.max(head, page.head());
                    read.add(page.events());
                    if (page.events().isEmpty()) {
                        waiting.put(waker, from);
                    }
                }
            } finally {
                lock.unlock();
            }
            wake(Integer.MAX_VALUE);
        }
    }

    private boolean isSmall(long from) {
        return head != UNKNOWN && head - from + 1 < PAGE;
    }

    private EventPage page(long from) {
        return store.read(stream, ReadOptions.forwardsFrom(from).limit(PAGE));
    }

    /** Wakes so many of those who wait for what is there, as far as is known. */
    private void wake(int most) {
        List<Runnable> woken = new ArrayList<>();
        lock.lock();
        try {
            for (Map.Entry<Runnable, Long> each : waiting.entrySet()) {
                if (woken.size() < most && !isBeyondHead(each.getValue())) {
                    woken.add(each.getKey());
                }
            }
            woken.forEach(waiting::remove);
        } finally {
            lock.unlock();
        }
        woken.forEach(Runnable::run);
    }
}
