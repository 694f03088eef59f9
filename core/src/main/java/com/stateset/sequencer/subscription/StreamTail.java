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

    /** Pages at the head are small if they are read at once, and each costs the store about as much as a large one. */
    private static final Duration READ_PACE = Duration.ofMillis(4);

    /** Waking hundreds takes its time, too, whatever there is for them. */
    private static final Duration WAKE_PACE = Duration.ofMillis(5);

    /** A small page sooner than this after the last one is left to the next wake-up, which keeps the pace. */
    private static final long TOO_SOON_NANOS = READ_PACE.toNanos() / 2;

    private final StreamId stream;
    private final EventStore store;
    private final PacedTask wakeOne;
    private final PacedTask wakeAll;
    private final ReentrantLock lock = new ReentrantLock();

    /** Those who wait, and from which sequence number on. */
    private final Map<Runnable, Long> waiting = new LinkedHashMap<>();

    private final RecentEvents appended;
    private final RecentEvents read;

    /** How far the stream is readable, as far as anyone has told: before the first page, too, which may come later. */
    private long head;

    /** How often something was learnt: whatever the store was asked before that may be older, and is no proof of less. */
    private long changes;

    /** The last sequence number of an event that was here: if the store ends before it, its history was cut. */
    private long seen;

    private volatile List<Long> cuts = List.of();
    private boolean begun;
    private long lookedAt;
    private boolean reading;
    private long lastRead = System.nanoTime() - TOO_SOON_NANOS;
    private int subscriptions;

    StreamTail(StreamId stream, EventStore store, Couriers couriers, TailMemory memory) {
        this.stream = stream;
        this.store = store;
        this.appended = new RecentEvents(memory::forAppended);
        this.read = new RecentEvents(memory::forRead);
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
     * The heads the stream has fallen back to under its readers, as after a restore; the list only ever grows. Events behind such
     * a head are no longer those that were handed out.
     */
    List<Long> cuts() {
        return cuts;
    }

    /**
     * Learns that the stream is readable up to {@code reached}. What this process has appended itself may be handed in at any
     * moment, so nobody begins to read at once.
     */
    void reached(long reached) {
        boolean due;
        lock.lock();
        try {
            due = raise(reached) && !reading && !waiting.isEmpty();
        } finally {
            lock.unlock();
        }
        if (due) {
            wakeOne.askAfter(READ_PACE.toNanos());
        }
    }

    /** Takes what this process has just appended, so that it need not be read. */
    void appended(List<SequencedEvent> events) {
        boolean due;
        lock.lock();
        try {
            SequencedEvent first = events.get(0);
            if (first.sequenceNumber() <= appended.last() || read.contradicts(first)) {
                cut(first.sequenceNumber() - 1);
            }
            appended.add(events);
            raise(appended.last());
            see(appended.last());
            due = !waiting.isEmpty();
        } finally {
            lock.unlock();
        }
        if (due) {
            wakeAll.ask();
        }
    }

    /**
     * Looks how far the stream has come, if somebody waits and nobody has told since the last look. Gives up memory that other
     * streams need.
     *
     * @return whether it has come further since then
     */
    boolean look() {
        long before;
        Known known;
        lock.lock();
        try {
            appended.trim();
            read.trim();
            before = lookedAt;
            lookedAt = head;
            if (head != before || waiting.isEmpty()) {
                return head != before;
            }
            before = head;
            known = known();
        } finally {
            lock.unlock();
        }
        long stored;
        try {
            stored = store.head(stream);
        } catch (RuntimeException e) {
            LOG.debug("The head of {} cannot be looked at", stream, e);
            return false;
        }
        return looked(stored, before, known);
    }

    private boolean looked(long stored, long before, Known known) {
        boolean moved;
        boolean wasCut;
        lock.lock();
        try {
            settle(stored, known);
            lookedAt = head;
            moved = head != before;
            wasCut = cuts.size() > known.cuts;
        } finally {
            lock.unlock();
        }
        (wasCut ? wakeAll : wakeOne).ask();
        return moved;
    }

    /** Some events from a sequence number on; none if there are none yet: then {@code waker} is run when there are. */
    List<SequencedEvent> next(long from, Runnable waker) {
        boolean ahead;
        boolean tooSoon;
        Known known;
        lock.lock();
        try {
            List<SequencedEvent> here = here(from);
            if (!here.isEmpty()) {
                return here;
            }
            ahead = from > read.last();
            if (isBeyondHead(from) || (ahead && reading)) {
                waiting.put(waker, from);
                return List.of();
            }
            tooSoon = ahead && isSmall(from) && System.nanoTime() - lastRead < TOO_SOON_NANOS;
            if (tooSoon) {
                waiting.put(waker, from);
            } else if (ahead) {
                reading = true;
                lastRead = System.nanoTime();
            }
            known = known();
        } finally {
            lock.unlock();
        }
        if (tooSoon) {
            wakeOne.ask();
            return List.of();
        }
        return ahead ? readForAll(from, waker, known) : readAlone(from, waker, known);
    }

    private List<SequencedEvent> here(long from) {
        List<SequencedEvent> here = appended.from(from);
        return here.isEmpty() ? read.from(from) : here;
    }

    private boolean isBeyondHead(long from) {
        return begun && from > head;
    }

    private List<SequencedEvent> readForAll(long from, Runnable waker, Known known) {
        EventPage page = null;
        try {
            page = page(from);
            return page.events();
        } finally {
            lock.lock();
            try {
                reading = false;
                if (page != null) {
                    take(page, from, waker, known);
                    if (cuts.size() == known.cuts) {
                        read.add(page.events());
                    }
                }
            } finally {
                lock.unlock();
            }
            wake(Integer.MAX_VALUE);
        }
    }

    private List<SequencedEvent> readAlone(long from, Runnable waker, Known known) {
        EventPage page = page(from);
        lock.lock();
        try {
            take(page, from, waker, known);
        } finally {
            lock.unlock();
        }
        if (page.events().isEmpty()) {
            wake(Integer.MAX_VALUE);
        }
        return page.events();
    }

    private boolean isSmall(long from) {
        return begun && head - from + 1 < PAGE;
    }

    private EventPage page(long from) {
        return store.read(stream, ReadOptions.forwardsFrom(from).limit(PAGE));
    }

    /** Learns from a page. Whoever gets nothing from it waits. */
    private void take(EventPage page, long from, Runnable waker, Known known) {
        int count = page.events().size();
        long last = count == 0 ? 0 : page.events().get(count - 1).sequenceNumber();
        settle(Math.max(page.head(), last), known);
        begun = true;
        if (cuts.size() == known.cuts) {
            see(last);
        }
        if (count == 0) {
            waiting.put(waker, from);
        }
    }

    private boolean raise(long reached) {
        boolean raised = reached > head;
        if (raised) {
            head = reached;
            changes++;
        }
        return raised;
    }

    private void see(long last) {
        if (last > seen) {
            seen = last;
            changes++;
        }
    }

    private Known known() {
        return new Known(changes, cuts.size());
    }

    /** Learns what the store says itself: that counts more than what was told before it was asked, also if it is less. */
    private void settle(long stored, Known known) {
        if (cuts.size() == known.cuts && !raise(stored) && stored < head && changes == known.changes) {
            head = stored;
            changes++;
            if (stored < seen) {
                cut(stored);
            }
        }
    }

    /** Forgets the events of a history that is no more. All who wait are to find out, wherever they stand. */
    private void cut(long last) {
        LOG.warn("The history of {} was cut after event {}, or replaced", stream, last);
        List<Long> longer = new ArrayList<>(cuts);
        longer.add(last);
        cuts = List.copyOf(longer);
        head = last;
        seen = last;
        changes++;
        appended.forget();
        read.forget();
        waiting.replaceAll((waker, from) -> 0L);
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

    /** What was known when the store was asked. */
    private record Known(long changes, int cuts) {}
}
