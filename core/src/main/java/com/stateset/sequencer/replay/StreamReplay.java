package com.stateset.sequencer.replay;

import com.google.errorprone.annotations.CheckReturnValue;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;
import java.util.List;
import java.util.Objects;

/**
 * Folds the history of a stream, or of one of its entities, into values. Immutable and thread-safe. Reads page by page, one
 * ahead, so that it needs the same memory for any number of events; the fold runs on the caller's thread.
 *
 * <p>Every method that reads throws {@link com.stateset.sequencer.error.StoreUnavailableException} if the store cannot be
 * reached.
 */
@CheckReturnValue
public final class StreamReplay {

    private final EventStore store;
    private final StreamId stream;

    private StreamReplay(EventStore store, StreamId stream) {
        this.store = store;
        this.stream = stream;
    }

    /** Makes a replay of a stream. */
    public static StreamReplay of(EventStore store, StreamId stream) {
        return new StreamReplay(Objects.requireNonNull(store, "store"), Objects.requireNonNull(stream, "stream"));
    }

    /**
     * Folds the events from one sequence number to another, both included. Stops at the head met on the way.
     *
     * @param from 1 or more; 0 means 1
     * @param to {@link Long#MAX_VALUE} for all there is
     */
    public <S> S fold(long from, long to, Fold<S> fold) {
        Folding<S> folding = new Folding<>(fold, fold.initial());
        if (Math.max(1, from) <= to) {
            ReadAhead.forEach(new StreamPages(store, stream, from, to), folding::add);
        }
        return folding.state();
    }

    /** The state after the event with this sequence number, or after the last one if there are fewer; 0 for before the first. */
    public <S> S stateAt(long sequenceNumber, Fold<S> fold) {
        return fold(1, requireNotNegative(sequenceNumber), fold);
    }

    /**
     * The same, beginning with the latest snapshot before it instead of the first event, and leaving snapshots for the next time.
     */
    public <S> S stateAt(long sequenceNumber, Fold<S> fold, Snapshots<S> snapshots) {
        return from(new StreamHistory(store, stream), requireNotNegative(sequenceNumber), fold, snapshots);
    }

    /** The state of an entity now: all its events, folded. */
    public <S> S stateOf(EntityRef entity, Fold<S> fold) {
        return stateOf(entity, Long.MAX_VALUE, fold);
    }

    /** The state of an entity after so many of its events, or after the last one if there are fewer. */
    public <S> S stateOf(EntityRef entity, long version, Fold<S> fold) {
        Folding<S> folding = new Folding<>(fold, fold.initial());
        if (requireNotNegative(version) > 0) {
            ReadAhead.forEach(new EntityHistoryOf(store, stream, entity).pages(1, version), folding::add);
        }
        return folding.state();
    }

    /** The same, beginning with the latest snapshot. */
    public <S> S stateOf(EntityRef entity, long version, Fold<S> fold, Snapshots<S> snapshots) {
        return from(new EntityHistoryOf(store, stream, entity), requireNotNegative(version), fold, snapshots);
    }

    private static <S> S from(History history, long to, Fold<S> fold, Snapshots<S> snapshots) {
        return new SnapshottedFold<>(history, fold, snapshots).stateAt(to);
    }

    private static long requireNotNegative(long position) {
        if (position < 0) {
            throw new IllegalArgumentException("position " + position + " is negative");
        }
        return position;
    }

    /** A fold under way. */
    private static final class Folding<S> {

        private final Fold<S> fold;
        private S state;

        private Folding(Fold<S> fold, S initial) {
            this.fold = fold;
            this.state = initial;
        }

        private void add(List<SequencedEvent> events) {
            for (SequencedEvent event : events) {
                state = fold.apply(state, event);
            }
        }

        private S state() {
            return state;
        }
    }
}
