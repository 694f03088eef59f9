package com.stateset.sequencer.subscription;

import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what subscriptions have to do: on a few threads, so that a wake-up of hundreds does not make hundreds of threads run. A
 * thread that a subscriber or the store keeps for long does not count, and another one takes its place. Thread-safe.
 */
final class Couriers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);

    private static final int MOST_COUNTED = Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final long LONG_NANOS = Duration.ofMillis(5).toNanos();

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Set<Worker> workers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger counted = new AtomicInteger();
    private final AtomicBoolean watched = new AtomicBoolean();
    private final ExecutorService threads = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> daemon(task, "sequencer-subscriptions"));
    private final ScheduledThreadPoolExecutor clock =
            new ScheduledThreadPoolExecutor(1, task -> daemon(task, "sequencer-subscriptions-clock"));

    /** Runs a task soon; once this is closed, at once on the caller's thread. */
    void execute(Runnable task) {
        tasks.add(task);
        hire();
    }

    /** Runs a task after a while, unless this is closed before. */
    void later(long nanos, Runnable task) {
        atTime(nanos, () -> execute(task));
    }

    /** Ends what waits for its time. Does not wait for what runs. */
    @Override
    public void close() {
        clock.shutdownNow();
        counted.set(Integer.MIN_VALUE / 2);
        if (!tasks.isEmpty()) {
            hire();
        }
        threads.shutdown();
    }

    private void hire() {
        if (!count()) {
            watch();
            return;
        }
        Worker worker = new Worker();
        workers.add(worker);
        try {
            threads.execute(worker);
        } catch (RejectedExecutionException e) {
            worker.run();
        } catch (RuntimeException | Error e) {
            // No thread to be had just now. Whoever asked cannot help it, and may be a writer.
            LOG.error("Subscriptions cannot start a thread; trying again", e);
            workers.remove(worker);
            worker.discount();
            watch();
        }
    }

    private void watch() {
        if (watched.compareAndSet(false, true)) {
            atTime(LONG_NANOS, this::look);
        }
    }

    /** Counts one worker more, if there may be one more. */
    private boolean count() {
        return counted.getAndUpdate(count -> count < MOST_COUNTED ? count + 1 : count) < MOST_COUNTED;
    }

    /** Finds those that are kept, and hires in their place. */
    private void look() {
        long now = System.nanoTime();
        workers.forEach(worker -> worker.discountIfKept(now));
        watched.set(false);
        if (!tasks.isEmpty()) {
            hire();
            watch();
        }
    }

    private void atTime(long nanos, Runnable quick) {
        try {
            ScheduledFuture<?> unused = clock.schedule(quick, Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.trace("Closed before its time", e);
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Takes tasks until there are none. */
    private final class Worker implements Runnable {

        private static final long NO_TASK = Long.MAX_VALUE;

        private final AtomicBoolean counts = new AtomicBoolean(true);
        private volatile long since = NO_TASK;

        @Override
        public void run() {
            do {
                work();
                discount();
                // A task that came just now may have found enough workers.
            } while (!tasks.isEmpty() && rejoins());
            workers.remove(this);
        }

        private void work() {
            Runnable task = tasks.poll();
            while (task != null) {
                since = System.nanoTime();
                perform(task);
                since = NO_TASK;
                task = counts.get() ? tasks.poll() : null;
            }
        }

        private boolean rejoins() {
            boolean rejoins = count();
            counts.set(rejoins);
            return rejoins;
        }

        private void discountIfKept(long now) {
            if (since != NO_TASK && now - since > LONG_NANOS) {
                discount();
            }
        }

        private void discount() {
            if (counts.compareAndSet(true, false)) {
                counted.decrementAndGet();
            }
        }

        private void perform(Runnable task) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.error("A subscription's task failed", e);
            }
        }
    }
}
