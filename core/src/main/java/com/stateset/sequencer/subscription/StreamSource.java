package com.stateset.sequencer.subscription;

import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.event.SequencedEvent;
import java.util.List;
import java.util.function.Consumer;

/** One stream from a sequence number on. Fails once the store no longer holds what has been handed out, as after a restore. */
final class StreamSource implements EventSource {

    private final StreamTail tail;
    private final Consumer<Runnable> leaving;
    private final long first;
    private long next;
    private List<Long> cuts;
    private Runnable waker = () -> {};

    StreamSource(StreamTail tail, long from, Consumer<Runnable> leaving) {
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
    public void close() {
        leaving.accept(waker);
    }
}
