package com.stateset.sequencer.server.events;

import com.stateset.sequencer.server.http.ApiException;
import com.stateset.sequencer.server.http.Errors;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The memory that the pages of all calls may take together, and those of one client, counted in KiB. Thread-safe.
 *
 * <p>Those who wait are served in the order in which they came, except that a client that has as much as one may have does not hold up the
 * others. Nobody is served before one that came earlier and waits only for there to be enough: so large pages are not starved by small
 * ones. Who waits too long, or comes when {@value #MOST_WAITING} wait already, is refused: a call that waits takes a place that others need.
 */
final class PageMemory {

    static final int MOST_WAITING = 64;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(250);

    private final int perClient;
    private final ReentrantLock lock = new ReentrantLock();

    /** The following are guarded by the lock. */
    private int free;

    private final Map<Object, Integer> taken = new HashMap<>();
    private final Deque<Waiter> waiting = new ArrayDeque<>();

    /**
     * Makes a memory.
     *
     * @param capacity of all clients, in KiB
     * @param perClient of one
     */
    PageMemory(int capacity, int perClient) {
        this.free = capacity;
        this.perClient = perClient;
    }

    /**
     * Takes memory for a client.
     *
     * @param amount in KiB; a page that is larger than what a client may have takes all of that
     * @param pressed called now and then while there is too little
     * @throws ApiException if there is not enough in time
     */
    Share take(Object client, int amount, Runnable pressed) {
        Waiter waiter = new Waiter(client, Math.min(amount, perClient), lock.newCondition());
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        enqueue(waiter);
        try {
            while (!await(waiter) && System.nanoTime() - deadline < 0) {
                pressed.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!leave(waiter)) {
            throw new ApiException(Thread.currentThread().isInterrupted() ? Errors.STOPPING : Errors.BUSY);
        }
        return new Share(client, waiter.amount);
    }

    private void enqueue(Waiter waiter) {
        lock.lock();
        try {
            if (waiting.size() >= MOST_WAITING) {
                throw new ApiException(Errors.BUSY);
            }
            waiting.add(waiter);
            serve();
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether it was served, after waiting a little if it was not. */
    private boolean await(Waiter waiter) throws InterruptedException {
        lock.lock();
        try {
            long left = LOOK.toNanos();
            while (!waiter.served && left > 0) {
                left = waiter.change.awaitNanos(left);
            }
            return waiter.served;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether it was served, at the last moment perhaps; it waits no longer. */
    private boolean leave(Waiter waiter) {
        lock.lock();
        try {
            if (waiting.remove(waiter)) {
                serve();
            }
            return waiter.served;
        } finally {
            lock.unlock();
        }
    }

    private void serve() {
        Iterator<Waiter> inOrder = waiting.iterator();
        while (inOrder.hasNext()) {
            Waiter next = inOrder.next();
            if (next.amount > free) {
                return;
            }
            if (taken.getOrDefault(next.client, 0) + next.amount <= perClient) {
                add(next.client, next.amount);
                next.served = true;
                next.change.signal();
                inOrder.remove();
            }
        }
    }

    private void add(Object client, int amount) {
        free -= amount;
        taken.merge(client, amount, (now, more) -> now + more == 0 ? null : now + more);
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
            lock.lock();
            try {
                int left = Math.max(0, amount - needed);
                amount -= left;
                if (left > 0) {
                    add(client, -left);
                    serve();
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            shrinkTo(0);
        }
    }

    private static final class Waiter {

        private final Object client;
        private final int amount;
        private final Condition change;
        private boolean served;

        Waiter(Object client, int amount, Condition change) {
            this.client = client;
            this.amount = amount;
            this.change = change;
        }
    }
}
