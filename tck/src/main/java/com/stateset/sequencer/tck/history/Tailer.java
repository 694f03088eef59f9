package com.stateset.sequencer.tck.history;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.Retrying;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** A reader at the tail of a stream while others write: must see every event in its place, and no event before its place. */
final class Tailer implements Runnable {

    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    private final StreamId stream;
    private final Supplier<EventStore> store;
    private final History history;
    private final List<SequencedEvent> seen = new ArrayList<>();
    private volatile boolean stopped;

    Tailer(StreamId stream, Supplier<EventStore> store, History history) {
        this.stream = stream;
        this.store = store;
        this.history = history;
    }

    @Override
    public void run() {
        int limit = 1;
        while (!stopped) {
            try {
                limit = 1 + (limit + 36) % 100;
                if (!look(limit)) {
                    // Longer than others: at the end of the log it would keep the writers from the processor.
                    LockSupport.parkNanos(IDLE_NANOS);
                }
            } catch (SequencerException e) {
                // The store was just being closed and reopened.
                Retrying.pause();
            }
        }
    }

    private boolean look(int limit) {
        EventPage page = store.get()
                .read(stream, ReadOptions.forwardsFrom(seen.size() + 1L).limit(limit));
        for (SequencedEvent row : page.events()) {
            if (row.sequenceNumber() != seen.size() + 1L) {
                history.problem("a reader of " + stream + " saw event " + row.sequenceNumber() + " before event "
                        + (seen.size() + 1L));
                stopped = true;
                return false;
            }
            seen.add(row);
        }
        if (page.head() < seen.size()) {
            history.problem(
                    "a reader of " + stream + " saw event " + seen.size() + " on a page with head " + page.head());
        }
        history.seen(stream, seen.size());
        return !page.events().isEmpty();
    }

    StreamId stream() {
        return stream;
    }

    void stop() {
        stopped = true;
    }

    /** Once the thread is done: whether the log is still what was seen, event by event. */
    Optional<String> problem(StreamLog log) {
        for (int place = 1; place <= seen.size(); place++) {
            if (place > log.length() || !log.row(place).equals(seen.get(place - 1))) {
                return Optional.of("a reader of " + stream + " saw in place " + place + " " + seen.get(place - 1)
                        + ", which is not what stands there in the end");
            }
        }
        return Optional.empty();
    }
}
