package com.stateset.sequencer.server.events;

import com.stateset.sequencer.event.SequencedEvent;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The memory that the events of all event streams may take together, counted in KiB. Those who wait for some are served in the order in
 * which they came. Thread-safe.
 */
final class StreamMemory {

    private static final int HEAP_SHARE = 8;

    private final int capacity;
    private final Semaphore kibibytes;

    private StreamMemory(int capacity) {
        this.capacity = capacity;
        this.kibibytes = new Semaphore(capacity, true);
    }

    /** An eighth of the heap. */
    static StreamMemory ofHeap() {
        long most = Runtime.getRuntime().maxMemory() / HEAP_SHARE / EventMemory.KIB;
        return new StreamMemory((int) Math.min(Integer.MAX_VALUE, most));
    }

    /** How many bytes an event takes, about. */
    static long bytes(SequencedEvent event) {
        return EventMemory.held(event) + EventMemory.copied(event);
    }

    /** What is to be taken for an event, in KiB. One that is larger than everything together takes everything. */
    int cost(SequencedEvent event) {
        return (int) Math.min(capacity, bytes(event) / EventMemory.KIB + 1);
    }

    boolean tryTake(int amount) {
        return kibibytes.tryAcquire(amount);
    }

    boolean take(int amount, Duration within) throws InterruptedException {
        return kibibytes.tryAcquire(amount, within.toNanos(), TimeUnit.NANOSECONDS);
    }

    void giveBack(int amount) {
        kibibytes.release(amount);
    }
}
