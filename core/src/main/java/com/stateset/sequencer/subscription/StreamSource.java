package com.stateset.sequencer.subscription;

import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import java.util.List;
import java.util.function.Consumer;

/**
 * One stream from a sequence number on. Fails once the store no longer holds what has been handed out, as after a restore.
 *
 * <p>The tail lists every cut of the stream's history, and the list only grows, so each source remembers how many it knows. A cut
 * behind the events it has handed out does not concern it: those are still the stream's, and what comes next is read from the new
 * history. A cut before them does, and then there is no right way to go on. It is asked before each page and after it, because a
 * page that was read while the history was cut may be of either.
 */
final class StreamSource implements EventSource {

    private final StreamId id;
    private final StreamTail tail;
    private final Consumer<Runnable> leaving;
    private final long first;
    private long next;
    private List<Long> cuts;
    private Runnable waker = () -> {};

    StreamSource(StreamId id, StreamTail tail, long from, Consumer<Runnable> leaving) {
        this.id = id;
        this.tail = tail;
        this.first = Math.max(1, from);
        this.next = first;
        this.cuts = tail.cuts();
        this.leaving = leaving;
    }

    @Override
    public List<SequencedEvent> next(Runnable whenReady) {
        waker = whenReady;
        requireSameHistory();
        List<SequencedEvent> events = tail.next(next, whenReady);
        next += events.size();
        requireSameHistory();
        return events;
    }

    /** What was read while the history was cut may be of either: so this is asked before and after. */
    private void requireSameHistory() {
        List<Long> known = cuts;
        cuts = tail.cuts();
        for (long head : cuts.subList(known.size(), cuts.size())) {
            if (next > first && next - 1 > head) {
                throw new HistoryMismatchException(
                        head + 1,
                        "the stream ended before it, after a subscription had got events up to " + (next - 1));
            }
        }
    }

    @Override
    public boolean reads(StreamId stream) {
        return id.equals(stream);
    }

    @Override
    public void close() {
        leaving.accept(waker);
    }
}
