package com.stateset.sequencer.subscription;

import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.StreamHead;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads many streams in turn, a share of each, so that a busy one does not keep the others waiting. Not thread-safe: it belongs to
 * one {@link Feed#poll}, or to the turns of one subscription.
 *
 * <p>It knows of each stream how far it was {@code read}, and how far it has come ({@code heads}); the streams of which the one is
 * less than the other stand in {@code behind}, in the order of their turns, and only they are asked for. What must hold:
 * <ul>
 *   <li>{@code read} is raised only by events that are handed out, and by those before them that are not wanted. So {@link #checkpoint}, taken
 *       when a page is handed out, is right whatever fails later.
 *   <li>A stream with {@code heads > read} is in {@code behind}. {@code heads} may be too high, if it came from a notice that a
 *       restored store no longer bears out; the empty page that follows sets it right, so that it is not asked for again and again.
 *   <li>A stream goes to the end of {@code behind} when it has had its share, and {@link #take} ends in the middle of a round: so
 *       a subscription, which goes on with the same reader, comes to all. A poll begins anew, and gets where the last one
 *       ended ({@link #beginBehind}).
 * </ul>
 *
 * <p>A page of a feed holds few events per stream if many streams have something, and is bounded in events and bytes alike. Where
 * the store fails in the middle of a page, what was read before is handed out; the failing stream still stands first, and its
 * failure comes up with the next page.
 */
final class FeedReader {

    private static final int STREAMS_PER_LOOK = 1000;

    /** One stream gets at most so much of a page at a time: a fourth, and more when its turn comes round again. */
    private static final int SHARES = 4;

    /** So many pages in which nothing is wanted may be looked at in one go. */
    private static final int MOST_EMPTY_PAGES = 64;

    private static final long MOST_BYTES = 16L << 20;

    private final EventStore store;
    private final FeedScope scope;
    private final Map<StreamId, Long> read;
    private final Map<StreamId, Long> heads = new HashMap<>();
    private final Set<StreamId> behind = new LinkedHashSet<>();

    FeedReader(EventStore store, FeedScope scope, FeedCheckpoint checkpoint) {
        this.store = store;
        this.scope = scope;
        this.read = new TreeMap<>(checkpoint.sequences());
    }

    FeedScope scope() {
        return scope;
    }

    /** Asks the store for all streams of the scope and how far they have come; returns whether one is further than was known. */
    boolean discover() {
        boolean moved = false;
        StreamId after = scope.before();
        List<StreamHead> found;
        do {
            found = store.heads(after, STREAMS_PER_LOOK);
            for (StreamHead stream : found) {
                if (!scope.holds(stream.stream())) {
                    return moved;
                }
                moved |= reached(stream.stream(), stream.head());
                after = stream.stream();
            }
        } while (found.size() == STREAMS_PER_LOOK);
        return moved;
    }

    /** Learns that a stream of the scope is readable up to {@code head}; returns whether that is further than was known. */
    boolean reached(StreamId stream, long head) {
        long before = heads.getOrDefault(stream, 0L);
        long known = Math.max(before, head);
        heads.put(stream, known);
        if (known > lastRead(stream)) {
            behind.add(stream);
        }
        return known > before;
    }

    /** Lets the streams take their turns in their order, beginning behind one of them. */
    void beginBehind(@Nullable StreamId last) {
        List<StreamId> turns = new ArrayList<>(behind);
        turns.sort(Comparator.naturalOrder());
        behind.clear();
        turns.stream()
                .filter(stream -> last == null || stream.compareTo(last) > 0)
                .forEach(behind::add);
        turns.stream()
                .filter(stream -> last != null && stream.compareTo(last) <= 0)
                .forEach(behind::add);
    }

    /** Whether there is more to {@link #take}, as far as is known. */
    boolean hasMore() {
        return !behind.isEmpty();
    }

    /**
     * Reads the next events, of each stream in its order; none if nothing more is known of, or if nothing was wanted of a lot. What was read before the store failed
     * counts as read, and so is returned; the failure comes up again with the stream it came from.
     */
    List<SequencedEvent> take(int limit) {
        List<SequencedEvent> events = new ArrayList<>();
        int share = Math.max(1, Math.min(limit / SHARES, ReadOptions.MAX_LIMIT));
        long bytes = 0;
        int empty = 0;
        while (events.size() < limit && bytes < MOST_BYTES && empty < MOST_EMPTY_PAGES && !behind.isEmpty()) {
            try {
                List<SequencedEvent> some = readSome(behind.iterator().next(), Math.min(share, limit - events.size()));
                bytes += EventWeight.of(some);
                empty += some.isEmpty() ? 1 : 0;
                events.addAll(some);
            } catch (RuntimeException e) {
                if (events.isEmpty()) {
                    throw e;
                }
                return events;
            }
        }
        return events;
    }

    /** How far the streams have been read. */
    FeedCheckpoint checkpoint() {
        return FeedCheckpoint.of(read);
    }

    private List<SequencedEvent> readSome(StreamId stream, int limit) {
        long last = lastRead(stream);
        EventPage page = store.read(
                stream, ReadOptions.forwardsFrom(last + 1).limit(limit).filter(scope.filter()));
        behind.remove(stream);
        long looked = page.next().map(next -> next.from() - 1).orElse(page.head());
        if (looked <= last) {
            // Whatever the notice said of it, there is no more.
            heads.put(stream, page.head());
        } else {
            read.put(stream, looked);
            heads.merge(stream, page.head(), Math::max);
            if (looked < page.head()) {
                behind.add(stream);
            }
        }
        return page.events();
    }

    private long lastRead(StreamId stream) {
        return read.getOrDefault(stream, 0L);
    }
}
