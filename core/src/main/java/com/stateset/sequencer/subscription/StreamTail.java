package com.stateset.sequencer.subscription;

import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.RecordedErasure;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a stream that somebody reads: how far it has come, and its latest events. Thread-safe; the lock is never held while
 * the store is asked, nor while subscriptions are woken.
 *
 * <h2>Who reads</h2>
 * What this process appends is handed in ({@link #appended}) and need not be read again. Where that leaves a gap, because
 * subscriptions begin further back or others append, the first subscription that is ahead of the pages that are here reads the
 * next one for all; the others wait for it instead of reading it too. A subscription that has fallen behind all that is here reads
 * for itself alone.
 *
 * <h2>Who waits</h2>
 * A subscription that gets nothing from {@link #next} stands in {@code waiting} with the number it wants, entered under the same
 * lock hold under which nothing was found. It leaves when it is woken, and then asks again. What can race is that something comes
 * while it is being entered; so everything that may be worth asking again for is followed by a wake-up:
 *
 * <table>
 *   <caption>What wakes whom</caption>
 *   <tr><th>event</th><th>wakes</th></tr>
 *   <tr><td>appended here</td><td>all who wait, at a pace</td></tr>
 *   <tr><td>a higher head, told or looked at</td><td>one, which reads for all; unless one reads already</td></tr>
 *   <tr><td>the one that reads for all has read, or failed</td><td>all</td></tr>
 *   <tr><td>one has read alone, or left, or was too soon</td><td>one: it may be the one that was woken to read for all</td></tr>
 *   <tr><td>the history was cut</td><td>all, wherever they stand</td></tr>
 *   <tr><td>each look</td><td>one: so a wake-up that was lost nevertheless costs one look's pause</td></tr>
 * </table>
 *
 * <h2>What must hold</h2>
 * <ul>
 *   <li>The first subscription joins before the tail can be found by others, and a tail that the last one has left is never joined
 *       again: {@link Subscriptions} does both within its map. So {@code subscriptions == 0} is final, and ends the looking.
 *   <li>{@code reading} is true only while a thread is between {@link #next} and the end of {@link #readForAll}, however that ends.
 *   <li>The {@code events} are of one history, and none of them holds what was erased: a page that was asked for before a cut is not kept.
 *       What it says of the head is not believed either; see {@link KnownHead}.
 * </ul>
 */
final class StreamTail {

    private static final Logger LOG = LoggerFactory.getLogger(StreamTail.class);

    /** What one subscription may hold of the stream, or one event: a subscriber that rests holds it for as long as it likes. */
    private static final long MOST_HELD = 256L << 10;

    /** Pages at the head are small if they are read at once, and each costs the store about as much as a large one. */
    private static final Duration READ_PACE = Duration.ofMillis(4);
    /** Waking hundreds takes its time, too, whatever there is for them. */
    private static final Duration WAKE_PACE = Duration.ofMillis(5);
    /** A small page sooner than this after the last one is left to the next wake-up, which keeps the pace. */
    private static final long TOO_SOON_NANOS = READ_PACE.toNanos() / 2;

    private final StreamId stream;
    private final TailPages pages;
    private final Throttle wakeOne;
    private final Throttle wakeAll;
    private final ReentrantLock lock = new ReentrantLock();
    /** Those who wait, and from which sequence number on. */
    private final Map<Runnable, Long> waiting = new LinkedHashMap<>();

    private final TailEvents events;
    private final BiConsumer<StreamId, RecordedErasure> erased;
    private final KnownHead known = new KnownHead();
    private final PollLoop looks;
    private boolean pageTaken;
    private long lookedAt;
    private boolean reading;
    private long lastRead = System.nanoTime() - TOO_SOON_NANOS;
    private int subscriptions;

    /**
     * @param longestPauseNanos the longest pause between two looks at the store, asked for each time
     * @param erased is told of erasures whose records pass by
     */
    StreamTail(
            StreamId stream,
            EventStore store,
            SubscriptionExecutor executor,
            TailMemory memory,
            LongSupplier longestPauseNanos,
            BiConsumer<StreamId, RecordedErasure> erased) {
        this.stream = stream;
        this.events = new TailEvents(memory);
        this.pages =
                new TailPages(stream, store, MOST_HELD, events::hasBegun, head -> guarded(() -> events.begin(head)));
        this.erased = erased;
        this.wakeOne = new Throttle(executor, READ_PACE, () -> wake(1));
        this.wakeAll = new Throttle(executor, WAKE_PACE, () -> wake(Integer.MAX_VALUE));
        this.looks = new PollLoop(executor, longestPauseNanos, this::poll);
    }

    /** Looks how far the stream has come, now and then from now on until the last subscription has left. */
    void keepLooking() {
        looks.start();
    }

    /** Counts a subscription in. */
    StreamTail joined() {
        guarded(() -> subscriptions++);
        return this;
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
        return known.cuts();
    }

    /**
     * Learns that the stream is readable up to {@code reached}. What this process has appended itself may be handed in at any
     * moment, so no reading begins within this call.
     */
    void reached(long reached) {
        boolean due;
        lock.lock();
        try {
            due = known.raise(reached) && !reading && !waiting.isEmpty();
        } finally {
            lock.unlock();
        }
        if (due) {
            wakeOne.askAfter(READ_PACE.toNanos());
        }
    }

    /** Takes what this process has just appended, so that it need not be read. */
    void appended(List<SequencedEvent> added) {
        long before = added.get(0).sequenceNumber() - 1;
        long last = before + added.size();
        boolean due;
        lock.lock();
        try {
            if (events.contradicts(added.get(0))) {
                cut(before);
            }
            events.addAppended(added);
            known.raise(last);
            known.see(last);
            due = !waiting.isEmpty();
        } finally {
            lock.unlock();
        }
        if (due) {
            wakeAll.ask();
        }
        passOnErasures(added);
    }

    /** Forgets the events that are here: an entity was erased. What is wanted next is read from the store, which knows of that. */
    void erased(RecordedErasure erasure) {
        guarded(() -> events.erased(erasure));
    }

    private void guarded(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    private void passOnErasures(List<SequencedEvent> passing) {
        events.news(passing).forEach(each -> erased.accept(stream, each));
    }

    private PollLoop.Found poll() {
        lock.lock();
        try {
            if (subscriptions == 0) {
                return PollLoop.Found.OVER;
            }
        } finally {
            lock.unlock();
        }
        return look() ? PollLoop.Found.SOMETHING : PollLoop.Found.NOTHING;
    }

    /**
     * Looks how far the stream has come, if there are waiters and no notice came since the last look. Gives up memory that other
     * streams need.
     *
     * @return whether it has come further since then
     */
    private boolean look() {
        long before;
        KnownHead.Moment asked;
        lock.lock();
        try {
            events.trim();
            before = lookedAt;
            lookedAt = known.head();
            if (lookedAt != before || waiting.isEmpty()) {
                return lookedAt != before;
            }
            asked = known.moment();
        } finally {
            lock.unlock();
        }
        long stored;
        try {
            stored = pages.head();
        } catch (RuntimeException e) {
            LOG.debug("The head of {} cannot be looked at", stream, e);
            return false;
        }
        return looked(stored, before, asked);
    }

    private boolean looked(long stored, long before, KnownHead.Moment asked) {
        boolean moved;
        boolean wasCut;
        lock.lock();
        try {
            settle(stored, asked);
            lookedAt = known.head();
            moved = lookedAt != before;
            wasCut = known.isCutSince(asked);
        } finally {
            lock.unlock();
        }
        (wasCut ? wakeAll : wakeOne).ask();
        return moved;
    }

    /**
     * Some events from a sequence number on, of up to 256 KiB or just one; none if there are none yet: then {@code waker} is run when
     * there are.
     */
    List<SequencedEvent> next(long from, Runnable waker) {
        return EventWeight.atMost(MOST_HELD, available(from, waker));
    }

    private List<SequencedEvent> available(long from, Runnable waker) {
        boolean ahead;
        boolean tooSoon;
        KnownHead.Moment asked;
        int erasures;
        lock.lock();
        try {
            List<SequencedEvent> here = events.from(from);
            if (!here.isEmpty()) {
                return here;
            }
            ahead = from > events.lastRead();
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
            asked = known.moment();
            erasures = events.erasures();
        } finally {
            lock.unlock();
        }
        if (tooSoon) {
            wakeOne.ask();
            return List.of();
        }
        return ahead ? readForAll(from, waker, asked, erasures) : readAlone(from, waker, asked);
    }

    private boolean isBeyondHead(long from) {
        return pageTaken && from > known.head();
    }

    private List<SequencedEvent> readForAll(long from, Runnable waker, KnownHead.Moment asked, int erasures) {
        EventPage page = null;
        try {
            page = pages.forAll(from);
            return page.events();
        } finally {
            lock.lock();
            try {
                reading = false;
                if (page != null) {
                    take(page, from, waker, asked);
                    if (!known.isCutSince(asked)) {
                        events.addRead(page.events(), erasures);
                    }
                }
            } finally {
                lock.unlock();
            }
            wake(Integer.MAX_VALUE);
            if (page != null) {
                passOnErasures(page.events());
            }
        }
    }

    private List<SequencedEvent> readAlone(long from, Runnable waker, KnownHead.Moment asked) {
        EventPage page = pages.forOne(from);
        boolean readBySomebody;
        lock.lock();
        try {
            take(page, from, waker, asked);
            readBySomebody = reading;
        } finally {
            lock.unlock();
        }
        if (page.events().isEmpty()) {
            wake(Integer.MAX_VALUE);
        } else if (!readBySomebody) {
            wake(1);
        }
        passOnErasures(page.events());
        return page.events();
    }

    private boolean isSmall(long from) {
        return pageTaken && known.head() - from + 1 < TailPages.PAGE;
    }

    /** Learns from a page. A reader that gets nothing from it waits. */
    private void take(EventPage page, long from, Runnable waker, KnownHead.Moment asked) {
        int count = page.events().size();
        long last = count == 0 ? 0 : page.events().get(count - 1).sequenceNumber();
        settle(Math.max(page.head(), last), asked);
        pageTaken = true;
        if (!known.isCutSince(asked)) {
            known.see(last);
        }
        if (count == 0) {
            waiting.put(waker, from);
        }
    }

    private void settle(long stored, KnownHead.Moment asked) {
        if (known.settle(stored, asked)) {
            cut(stored);
        }
    }

    /** Forgets the events of a history that is no more. All who wait are to find out, wherever they stand. */
    private void cut(long last) {
        LOG.warn("The history of {} was cut after event {}, or replaced", stream, last);
        known.cut(last);
        events.cut(last);
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
}
