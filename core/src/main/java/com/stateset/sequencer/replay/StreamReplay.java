package com.stateset.sequencer.replay;

import com.google.errorprone.annotations.CheckReturnValue;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Folds the history of a stream, or of one of its entities, into values. Immutable and thread-safe.
 *
 * <p>The fold runs on the caller's thread, event by event, in order. Pages are read one ahead, by a second thread if there is more
 * than one page: so a replay holds two pages at most, however long the history is, and reading and folding overlap. What the fold
 * throws comes out as it is; an {@link Error} of the store's comes out within an {@link IllegalStateException}.
 *
 * <p>What is read is the history as it is found page by page. It only ever grows at its end, so all pages are of one history, and
 * the last one is where the stream ended when it was read: events appended meanwhile may or may not be part of the result, but
 * never without those before them. A replay to a fixed number that the stream has reached gives the same value each time.
 *
 * <p>Every method that reads throws {@link com.stateset.sequencer.error.StoreUnavailableException} if the store cannot be
 * reached; nothing is tried again. It throws {@link com.stateset.sequencer.error.ReplayInterruptedException} soon after the
 * thread is interrupted, before the next event is folded, and leaves the interrupt status set. A read that does not return when
 * its thread is interrupted may go on for a while on the second thread, whose end is not waited for.
 */
@CheckReturnValue
public final class StreamReplay {

    private static final int ATTEMPTS = 5;

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
            ReadAhead.whileWanted(new StreamPages(store, stream, from, to), folding::add);
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
        return from(new StreamHistory(store, stream), requireNotNegative(sequenceNumber), fold, snapshots)
                .state();
    }

    /** The state of an entity now: all its events, folded. */
    public <S> S stateOf(EntityRef entity, Fold<S> fold) {
        return load(entity, Long.MAX_VALUE, fold).state();
    }

    /** The state of an entity after so many of its events, or after the last one if there are fewer. */
    public <S> S stateOf(EntityRef entity, long version, Fold<S> fold) {
        return load(entity, version, fold).state();
    }

    /** The same, beginning with the latest snapshot. */
    public <S> S stateOf(EntityRef entity, long version, Fold<S> fold, Snapshots<S> snapshots) {
        return load(entity, version, fold, snapshots).state();
    }

    /** The state of an entity after so many of its events, or after the last one if there are fewer, and how many there were. */
    public <S> Loaded<S> load(EntityRef entity, long version, Fold<S> fold) {
        EntityHistoryOf history = new EntityHistoryOf(store, stream, entity);
        long to = requireNotNegative(version);
        return undisturbed(() -> {
            Folding<S> folding = new Folding<>(fold, fold.initial());
            if (to > 0) {
                ReadAhead.whileWanted(history.pages(1, to), folding::add);
            }
            return new Loaded<>(folding.state(), folding.count());
        });
    }

    /** The same, beginning with the latest snapshot. */
    public <S> Loaded<S> load(EntityRef entity, long version, Fold<S> fold, Snapshots<S> snapshots) {
        return from(new EntityHistoryOf(store, stream, entity), requireNotNegative(version), fold, snapshots);
    }

    private static <S> Loaded<S> from(FoldedHistory history, long to, Fold<S> fold, Snapshots<S> snapshots) {
        return undisturbed(() -> new SnapshottedFold<>(history, fold, snapshots).load(to));
    }

    /** Reads again what was erased meanwhile. Erasures are rare: who meets one more often than this has met damaged rows. */
    private static <S> Loaded<S> undisturbed(Supplier<Loaded<S>> read) {
        for (int attempt = 1; ; attempt++) {
            try {
                return read.get();
            } catch (ErasedMeanwhileException e) {
                if (attempt == ATTEMPTS) {
                    throw new StoreFailedException(String.valueOf(e.getMessage()), e);
                }
            }
        }
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
        private long count;

        private Folding(Fold<S> fold, S initial) {
            this.fold = fold;
            this.state = initial;
        }

        private boolean add(List<SequencedEvent> events) {
            for (SequencedEvent event : events) {
                ReadAhead.requireNotInterrupted();
                state = fold.apply(state, event);
                count++;
            }
            return true;
        }

        private long count() {
            return count;
        }

        private S state() {
            return state;
        }
    }
}
