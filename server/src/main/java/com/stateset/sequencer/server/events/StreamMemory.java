package com.stateset.sequencer.server.events;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.server.limits.FairPermits;
import java.time.Duration;

/**
 * The memory that the events of all event streams may take together, and those of one client's, counted in KiB: an eighth of the heap, and
 * three quarters of that. This is it as one client sees it. Thread-safe.
 */
final class StreamMemory {

    private static final int HEAP_SHARE = 8;

    private final FairPermits kibibytes;
    private final Object client;
    private final int most;

    private StreamMemory(FairPermits kibibytes, Object client, int most) {
        this.kibibytes = kibibytes;
        this.client = client;
        this.most = most;
    }

    /** What all clients share, of a heap. */
    static FairPermits ofHeap() {
        return new FairPermits(capacity());
    }

    /** What a client sees of it. */
    static StreamMemory of(FairPermits all, Object client) {
        return new StreamMemory(all, client, FairPermits.share(capacity()));
    }

    private static int capacity() {
        return (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / HEAP_SHARE / EventMemory.KIB);
    }

    /** How many bytes an event takes, about. */
    static long bytes(SequencedEvent event) {
        return EventMemory.held(event) + EventMemory.copied(event);
    }

    /** What is to be taken for an event, in KiB. One that is larger than what a client may have takes all of that. */
    int cost(SequencedEvent event) {
        return (int) Math.min(most, bytes(event) / EventMemory.KIB + 1);
    }

    boolean tryTake(int amount) {
        return kibibytes.tryTake(client, amount);
    }

    /** Takes it in time, or not at all; meanwhile there is a shortage of it. */
    boolean take(int amount, Duration within, Runnable shortage) throws InterruptedException {
        return kibibytes.take(client, amount, within, shortage);
    }

    void giveBack(int amount) {
        kibibytes.giveBack(client, amount);
    }
}
