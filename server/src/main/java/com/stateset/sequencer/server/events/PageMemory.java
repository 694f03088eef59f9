package com.stateset.sequencer.server.events;

import com.stateset.sequencer.server.http.ApiException;
import com.stateset.sequencer.server.http.Errors;
import com.stateset.sequencer.server.limits.FairPermits;
import java.time.Duration;

/**
 * The memory that the pages of all calls may take together, and those of one client, counted in KiB. Thread-safe.
 *
 * <p>Who waits too long, or would have to wait when {@value #MOST_WAITING} wait already, is refused: a call that waits takes a place that
 * others need.
 */
final class PageMemory {

    static final int MOST_WAITING = 64;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final int perClient;
    private final FairPermits kibibytes;

    /**
     * Makes a memory.
     *
     * @param capacity of all clients, in KiB
     * @param perClient of one
     */
    PageMemory(int capacity, int perClient) {
        this.perClient = perClient;
        this.kibibytes = new FairPermits(capacity, perClient, MOST_WAITING);
    }

    /**
     * Takes memory for a client.
     *
     * @param amount in KiB; a page that is larger than what a client may have takes all of that
     * @param pressed called now and then while there is too little
     * @throws ApiException if there is not enough in time
     */
    Share take(Object client, int amount, Runnable pressed) {
        int needed = Math.min(amount, perClient);
        try {
            if (!kibibytes.take(client, needed, LONGEST_WAIT, pressed)) {
                throw new ApiException(Errors.BUSY);
            }
            return new Share(client, needed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(Errors.STOPPING);
        }
    }

    /** Whether somebody waits for what a client has taken. */
    boolean isInTheWay(Object client) {
        return kibibytes.isInTheWay(client);
    }

    /** What a page has taken. For one thread. */
    final class Share implements AutoCloseable {

        private final Object client;
        private int amount;

        private Share(Object client, int amount) {
            this.client = client;
            this.amount = amount;
        }

        /** Gives back what is more than that. */
        void shrinkTo(int needed) {
            int left = Math.max(0, amount - needed);
            if (left > 0) {
                amount -= left;
                kibibytes.giveBack(client, left);
            }
        }

        @Override
        public void close() {
            shrinkTo(0);
        }
    }
}
