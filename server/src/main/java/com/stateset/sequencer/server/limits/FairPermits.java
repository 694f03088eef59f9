package com.stateset.sequencer.server.limits;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What all clients may hold together, and what one of them may: less, so that one client alone never leaves nothing for another.
 * Thread-safe.
 *
 * <p>Those who wait are served in the order in which they came, except that a client that has as much as one may have does not hold up the
 * others. Nobody is served before one that came earlier and waits only for there to be enough: so large amounts are not starved by small
 * ones.
 */
public final class FairPermits {

    /** How often one who waits looks around. */
    private static final Duration LOOK = Duration.ofMillis(250);

    private final int capacity;
    private final int perClient;
    private final int mostWaiting;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition allGivenBack = lock.newCondition();

    /** The following are guarded by the lock. */
    private int free;

    private final Map<Object, Integer> taken = new HashMap<>();
    private final Deque<Waiter> waiting = new ArrayDeque<>();

    /** Makes permits of which one client may have three quarters, and for which any number may wait. */
    public FairPermits(int capacity) {
        this(capacity, share(capacity), Integer.MAX_VALUE);
    }

    /**
     * Makes permits.
     *
     * @param capacity of all clients
     * @param perClient of one
     * @param mostWaiting how many may wait
     */
    public FairPermits(int capacity, int perClient, int mostWaiting) {
        this.capacity = capacity;
        this.free = capacity;
        this.perClient = perClient;
        this.mostWaiting = mostWaiting;
    }

    /** What one client may have of this, as a rule: three quarters. */
    public static int share(int capacity) {
        return capacity - capacity / 4;
    }

    /** Takes permits if there are enough now, and nobody waits for them. */
    public boolean tryTake(Object client, int amount) {
        return enqueue(new Waiter(client, amount, lock.newCondition()), 0);
    }

    /**
     * Takes permits.
     *
     * @param amount no more than one client may have
     * @param pressed called now and then while there are too few
     * @return whether there were enough in time; also not if too many wait already
     */
    public boolean take(Object client, int amount, Duration within, Runnable pressed) throws InterruptedException {
        Waiter waiter = new Waiter(client, amount, lock.newCondition());
        long deadline = System.nanoTime() + within.toNanos();
        if (!enqueue(waiter, mostWaiting)) {
            return false;
        }
        try {
            long left = within.toNanos();
            while (left > 0 && !await(waiter, Math.min(left, LOOK.toNanos()))) {
                pressed.run();
                left = deadline - System.nanoTime();
            }
        } catch (InterruptedException | RuntimeException | Error e) {
            if (leave(waiter)) {
                giveBack(client, amount);
            }
            throw e;
        }
        return leave(waiter);
    }

    public void giveBack(Object client, int amount) {
        if (amount == 0) {
            return;
        }
        lock.lock();
        try {
            add(client, -amount);
            serve();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Passes permits from a client that holds them to another, who is served before those who wait; at no moment are they free.
     *
     * @return whether the other one may have so many more; if not, nothing has changed
     */
    public boolean pass(Object from, Object to, int amount) {
        if (from.equals(to)) {
            return true;
        }
        lock.lock();
        try {
            if (taken.getOrDefault(to, 0) + amount > perClient) {
                return false;
            }
            add(to, amount);
            add(from, -amount);
            serve();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many permits all clients have now. */
    public int taken() {
        lock.lock();
        try {
            return capacity - free;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until everything has been given back.
     *
     * @return whether it was in time
     */
    public boolean awaitAll(Duration within) throws InterruptedException {
        lock.lock();
        try {
            long left = within.toNanos();
            while (!taken.isEmpty() && left > 0) {
                left = allGivenBack.awaitNanos(left);
            }
            return taken.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Whether somebody waits for what a client holds: the client itself, or another that waits for more than its own. */
    public boolean isInTheWay(Object holder) {
        lock.lock();
        try {
            return waiting.stream().anyMatch(waiter -> waiter.client.equals(holder) || isWithinItsShare(waiter));
        } finally {
            lock.unlock();
        }
    }

    private boolean isWithinItsShare(Waiter waiter) {
        return taken.getOrDefault(waiter.client, 0) + waiter.amount <= perClient;
    }

    /** Returns whether it was served, or may wait. */
    private boolean enqueue(Waiter waiter, int most) {
        lock.lock();
        try {
            waiting.add(waiter);
            serve();
            if (waiter.served || waiting.size() <= most) {
                return true;
            }
            waiting.removeLast();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether it was served, after waiting a little if it was not. */
    private boolean await(Waiter waiter, long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
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
        if (waiting.isEmpty()) {
            return;
        }
        Set<Object> full = new HashSet<>();
        Iterator<Waiter> inOrder = waiting.iterator();
        while (inOrder.hasNext()) {
            Waiter next = inOrder.next();
            if (!isWithinItsShare(next)) {
                // Its own smaller ones behind it do not overtake it either.
                full.add(next.client);
            } else if (!full.contains(next.client)) {
                if (next.amount > free) {
                    return;
                }
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
        if (taken.isEmpty()) {
            allGivenBack.signalAll();
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
