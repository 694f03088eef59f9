package com.stateset.sequencer.subscription;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of subscriptions: a pool of as many as there are processors, so that a wake-up of hundreds of subscriptions does
 * not make hundreds of threads run, and one thread for what is to happen later. Thread-safe.
 *
 * <p>Subscribers may block, and the store may take its time. A fixed pool would then stand still for all the others, so the pool
 * is resized: while tasks wait, every {@value #LONG_MILLIS} ms, it gets one thread more for each task that has run for longer
 * than that, and gives it back when such a task ends. Short tasks, which are the rule, never cause a resize.
 *
 * <p>What must hold:
 * <ul>
 *   <li>While a task is queued and all threads are busy, a resize is scheduled: {@link #execute} looks at the queue after it
 *       has added to it, and {@link #resize} clears its mark before it looks. Whichever comes last sees the other.
 *   <li>A task that was handed in runs, whatever happens to threads: if none can be started it stays queued until one can, and
 *       once this is closed it runs on its caller's thread.
 *   <li>No task ends a thread. What one throws is logged; to tell a subscriber is the duty of its {@link EventSubscription}.
 * </ul>
 */
class SubscriptionExecutor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionExecutor.class);

    private static final int LONG_MILLIS = 5;
    private static final long LONG_NANOS = Duration.ofMillis(LONG_MILLIS).toNanos();
    private static final int SIZE = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final Map<Thread, Long> begun = new ConcurrentHashMap<>();
    private final AtomicBoolean resizing = new AtomicBoolean();
    private final ReentrantLock sizeLock = new ReentrantLock();

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            SIZE,
            SIZE,
            10,
            TimeUnit.SECONDS,
            tasks,
            task -> daemon(task, "sequencer-subscriptions"),
            (task, pool) -> task.run());
    private final ScheduledThreadPoolExecutor clock =
            new ScheduledThreadPoolExecutor(1, task -> daemon(task, "sequencer-subscriptions-clock"));

    SubscriptionExecutor() {
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Starts the thread that {@link #later} needs. If that fails, it fails here, where there is a caller to tell.
     *
     * @throws OutOfMemoryError if there is no thread to be had
     */
    void start() {
        boolean unused = clock.prestartCoreThread();
    }

    /** Runs a task soon; once this is closed, at once on the caller's thread. */
    void execute(Runnable task) {
        Runnable guarded = () -> run(task);
        try {
            threads.execute(guarded);
        } catch (OutOfMemoryError e) {
            LOG.error("Subscriptions cannot start a thread; trying again", e);
            tasks.add(guarded);
        }
        resizeIfNeeded();
    }

    /** Runs a task after a while, unless this is closed before. */
    void later(long nanos, Runnable task) {
        schedule(nanos, () -> execute(task));
    }

    /** Ends what waits for its time. What is queued still runs; does not wait for that, nor for what runs. */
    @Override
    public void close() {
        clock.shutdownNow();
        sizeLock.lock();
        try {
            // Those that run may block forever, so each one that is queued gets a thread if it needs one.
            threads.setMaximumPoolSize(Integer.MAX_VALUE);
            threads.setCorePoolSize(threads.getCorePoolSize() + tasks.size());
        } catch (OutOfMemoryError e) {
            LOG.error("The last tasks of subscriptions have too few threads", e);
        } finally {
            sizeLock.unlock();
            threads.shutdown();
        }
    }

    private void run(Runnable task) {
        Thread thread = Thread.currentThread();
        begun.put(thread, System.nanoTime());
        try {
            task.run();
        } catch (Throwable e) {
            LOG.error("A task of a subscription failed", e);
        } finally {
            begun.remove(thread);
            if (threads.getMaximumPoolSize() > SIZE) {
                setSize();
            }
        }
    }

    private void resizeIfNeeded() {
        if (!tasks.isEmpty() && resizing.compareAndSet(false, true)) {
            schedule(LONG_NANOS, this::resize);
        }
    }

    private void resize() {
        resizing.set(false);
        if (!tasks.isEmpty()) {
            try {
                setSize();
                boolean unused = threads.prestartCoreThread();
            } catch (OutOfMemoryError e) {
                LOG.error("Subscriptions cannot start a thread; trying again", e);
            }
            resizeIfNeeded();
        }
    }

    /** One thread more for each that has been busy for long. */
    private void setSize() {
        sizeLock.lock();
        try {
            if (clock.isShutdown()) {
                return;
            }
            long now = System.nanoTime();
            int busy = (int) begun.values().stream()
                    .filter(since -> now - since > LONG_NANOS)
                    .count();
            int size = SIZE + busy;
            if (size > threads.getMaximumPoolSize()) {
                threads.setMaximumPoolSize(size);
                threads.setCorePoolSize(size);
            } else if (size < threads.getMaximumPoolSize()) {
                threads.setCorePoolSize(size);
                threads.setMaximumPoolSize(size);
            }
        } finally {
            sizeLock.unlock();
        }
    }

    private void schedule(long nanos, Runnable quick) {
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
}
