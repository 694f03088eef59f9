package com.stateset.sequencer.subscription;

import com.stateset.sequencer.event.ReadFilter;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow.Publisher;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * All events of many streams, for relays and for state that spans streams. There is no order between streams; within a stream
 * there is, without gaps. Streams that come into being later are part of it. Thread-safe.
 *
 * <pre>{@code
 * FeedPage page = feed.poll(checkpoint, 500);
 * relay(page.events());
 * save(page.checkpoint().toJson());      // after a crash in between, events come again: drop them by stream and number
 * }</pre>
 */
public final class Feed {

    /** The most events of one {@link #poll}. */
    public static final int MAX_LIMIT = 10_000;

    private final EventStore store;
    private final FeedScope scope;
    private final BiFunction<FeedScope, FeedCheckpoint, Publisher<SequencedEvent>> publishers;
    private volatile @Nullable StreamId lastServed;

    Feed(
            EventStore store,
            FeedScope scope,
            BiFunction<FeedScope, FeedCheckpoint, Publisher<SequencedEvent>> publishers) {
        this.store = store;
        this.scope = scope;
        this.publishers = publishers;
    }

    /**
     * The feed of the same streams, of those events that fulfil a filter: types, an entity, a time, a command, a correlation id, tags. It
     * stands in place of an earlier filter. A {@linkplain FeedPage#checkpoint checkpoint} of a page is behind all that was looked at, also
     * where nothing was wanted.
     */
    public Feed filter(ReadFilter filter) {
        return new Feed(store, scope.filter(Objects.requireNonNull(filter, "filter")), publishers);
    }

    /**
     * Reads what comes after a checkpoint, of each stream some, so that all get their turn. Asks the store for the heads of all
     * streams each time; a subscription does not.
     *
     * @param limit the most events, 1 to {@link #MAX_LIMIT}; large payloads make it fewer
     */
    public FeedPage poll(FeedCheckpoint checkpoint, int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit is " + limit + "; it must be 1 to " + MAX_LIMIT);
        }
        FeedReader reader = new FeedReader(store, scope, checkpoint);
        reader.discover();
        reader.beginBehind(lastServed);
        List<SequencedEvent> events = reader.take(limit);
        if (!events.isEmpty()) {
            lastServed = events.get(events.size() - 1).event().stream();
        }
        return new FeedPage(events, reader.checkpoint(), reader.hasMore());
    }

    /**
     * Publishes what comes after a checkpoint, first what is there, then what is appended; what {@code Subscriptions} says of how
     * subscriptions end holds. Where a subscriber stands is {@link FeedCheckpoint#after} the events it has dealt with.
     *
     * <p>So with a {@linkplain #filter filter} it does not move past events that are not wanted: where those that are wanted are rare, a
     * subscriber that begins anew looks at all that came since the last of them. {@link #poll Pages} are better then, since their
     * checkpoint moves on.
     */
    public Publisher<SequencedEvent> subscribe(FeedCheckpoint checkpoint) {
        return publishers.apply(scope, Objects.requireNonNull(checkpoint, "checkpoint"));
    }
}
