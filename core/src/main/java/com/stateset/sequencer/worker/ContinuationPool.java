package com.stateset.sequencer.worker;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs what callers chain to their answers: on the application's executor, or on threads of its own. Thread-safe.
 *
 * <p>Of its own it has as many threads as there are processors. A continuation may block, and may wait for the answer to another
 * batch: the pool, a {@link ForkJoinPool}, adds a thread for each that waits for a future, up to a
 * limit. Beyond it, continuations wait for those before; but one that waits for an answer of {@code ingestAsync} needs no other thread.
 */
public final class ContinuationPool implements Executor {

    private static final int MOST_THREADS = 64;

    private final Executor executor;
    private final @Nullable ForkJoinPool owned;

    /** On the application's executor, or on threads of its own if there is none. */
    public ContinuationPool(@Nullable Executor given) {
        if (given == null) {
            ForkJoinPool pool = pool();
            this.owned = pool;
            this.executor = pool;
        } else {
            this.owned = null;
            this.executor = given;
        }
    }

    @Override
    public void execute(Runnable continuation) {
        executor.execute(continuation);
    }

    /** Whether the calling thread is one of its own. */
    public boolean includesCurrentThread() {
        return owned != null
                && Thread.currentThread() instanceof ForkJoinWorkerThread worker
                && worker.getPool() == owned;
    }

    /** Takes nothing more. Does not wait: a continuation may be closing the sequencer. */
    public void close() {
        if (owned != null) {
            owned.shutdown();
        }
    }

    private static ForkJoinPool pool() {
        int processors = Runtime.getRuntime().availableProcessors();
        return new ForkJoinPool(
                Math.min(MOST_THREADS, Math.max(2, processors)),
                ContinuationPool::thread,
                null,
                true,
                0,
                MOST_THREADS,
                1,
                saturated -> true,
                10,
                TimeUnit.SECONDS);
    }

    private static ForkJoinWorkerThread thread(ForkJoinPool pool) {
        ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
        thread.setName("sequencer-continuation-" + thread.getPoolIndex());
        return thread;
    }
}
