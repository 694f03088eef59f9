package com.stateset.sequencer.worker;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that is done again and again on a thread of its own, with a pause before each time, until it is closed. Thread-safe.
 *
 * <p>No caller waits for this thread, so nothing that goes wrong with the work ends it: a failure is logged, once for as long as
 * it goes on failing, and after the next pause the work is tried again. Should the thread end all the same, the sequencer has
 * failed.
 */
public final class PeriodicTask {

    private static final Logger LOG = LoggerFactory.getLogger(PeriodicTask.class);

    private final String name;
    private final Duration pause;
    private final Runnable work;
    private final WorkerHealth health;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private boolean closed;

    /**
     * Prepares a task; {@link #start} begins it.
     *
     * @param name names the thread and, in messages, the work
     * @param pause how long to wait before each time
     * @param work what to do; should look at {@link #isClosed} when it takes long
     */
    public PeriodicTask(String name, Duration pause, Runnable work, WorkerHealth health, SequencerThreads threads) {
        this.name = name;
        this.pause = pause;
        this.work = work;
        this.health = health;
        this.thread = threads.unstarted("sequencer-" + name, this::run);
    }

    /** Starts the thread. Called once. */
    public void start() {
        thread.start();
    }

    /** Whether it is closing: work that has many parts begins no other one. */
    public boolean isClosed() {
        return isClosedAfter(Duration.ZERO);
    }

    /** Does the work no more, and waits for the end of the time under way, or for so long. */
    public void close(Duration timeout) throws InterruptedException {
        stop();
        thread.join(Math.max(1, TimeUnit.MILLISECONDS.convert(timeout)));
    }

    /** Does the work no more. Does not wait. */
    public void stop() {
        lock.lock();
        try {
            closed = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            boolean failing = false;
            while (!isClosedAfter(pause)) {
                failing = !work(failing);
            }
        } catch (RuntimeException | Error e) {
            health.fail(name, e);
        }
    }

    private boolean work(boolean failedBefore) {
        try {
            work.run();
            return true;
        } catch (RuntimeException | Error e) {
            if (!failedBefore) {
                LOG.warn("The work of {} is delayed: {}", name, e.getMessage(), e);
            }
            return false;
        }
    }

    private boolean isClosedAfter(Duration time) {
        long nanosLeft = TimeUnit.NANOSECONDS.convert(time);
        lock.lock();
        try {
            while (!closed && nanosLeft > 0) {
                nanosLeft = woken.awaitNanos(nanosLeft);
            }
            return closed;
        } catch (InterruptedException e) {
            LOG.debug("An interrupt that is not meant for this thread", e);
            return closed;
        } finally {
            lock.unlock();
        }
    }
}
