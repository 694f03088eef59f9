package com.stateset.sequencer.worker;

import com.stateset.sequencer.error.SequencerFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Closes parts one after the other. One that throws keeps none of the others from being closed; nor does one that hangs, for
 * each runs on a thread of its own and is waited for only so long. For one thread.
 */
public final class CloseSequence {

    private final long nanos;
    private final Map<String, Part> parts = new LinkedHashMap<>();

    /** Gives each part the time it has been told, and a grace beyond it. */
    public CloseSequence(Duration timeout, Duration grace) {
        this.nanos = nanos(timeout, grace);
    }

    /** The nanoseconds of both, or the most that can be waited for. */
    public static long nanos(Duration timeout, Duration grace) {
        return Math.min(TimeUnit.NANOSECONDS.convert(timeout), Long.MAX_VALUE - grace.toNanos()) + grace.toNanos();
    }

    /** Adds a part, to be closed after those before. */
    public CloseSequence then(String name, Part part) {
        parts.put(name, part);
        return this;
    }

    /**
     * Closes all parts.
     *
     * @throws RuntimeException what the first part that failed has thrown; what others have thrown is suppressed in it
     */
    void run() throws InterruptedException {
        List<Throwable> failures = new ArrayList<>();
        for (Map.Entry<String, Part> part : parts.entrySet()) {
            Throwable failure = failureOf(part.getKey(), part.getValue());
            if (failure != null) {
                failures.add(failure);
            }
        }
        if (!failures.isEmpty()) {
            Throwable first = failures.remove(0);
            failures.forEach(first::addSuppressed);
            throw first instanceof RuntimeException known
                    ? known
                    : new SequencerFailedException("the sequencer could not be closed in order", first);
        }
    }

    private @Nullable Throwable failureOf(String name, Part part) throws InterruptedException {
        FutureTask<Void> closing = new FutureTask<>(() -> {
            part.close();
            return null;
        });
        Thread thread = new Thread(closing, "sequencer-close-" + name);
        thread.setDaemon(true);
        try {
            thread.start();
            closing.get(nanos, TimeUnit.NANOSECONDS);
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (TimeoutException e) {
            return new SequencerFailedException("the " + name + " did not close within " + Duration.ofNanos(nanos), e);
        } catch (Error e) {
            return e;
        }
    }

    /** Something to close. */
    @FunctionalInterface
    public interface Part {

        void close() throws InterruptedException;
    }
}
