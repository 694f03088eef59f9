package com.stateset.sequencer.subscription;

import com.stateset.sequencer.event.SequencedEvent;
import java.util.List;
import java.util.function.Consumer;

/** One stream from a sequence number on. */
final class StreamSource implements EventSource {

    private final StreamTail tail;
    private final Consumer<Runnable> leaving;
    private long next;
    private Runnable waker = () -> {};

    StreamSource(StreamTail tail, long from, Consumer<Runnable> leaving) {
        this.tail = tail;
        this.next = Math.max(1, from);
        this.leaving = leaving;
    }

    @Override
    public List<SequencedEvent> next(Runnable whenReady) {
        waker = whenReady;
        List<SequencedEvent> events = tail.next(next, whenReady);
        next += events.size();
        return events;
    }

    @Override
    public void close() {
        leaving.accept(waker);
    }
}
