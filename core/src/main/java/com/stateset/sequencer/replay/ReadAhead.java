package com.stateset.sequencer.replay;

import com.stateset.sequencer.error.ReplayInterruptedException;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.replay.PageReader.Page;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/**
 * Hands out page after page, while a second thread reads the next one.
 *
 * <p>The first page is read on the caller's thread; a history of one page starts no thread. After that there are never more than
 * two pages in memory, and never more than one read under way: the next one is submitted when the one before it is handed out,
 * and awaited when that has been dealt with. A {@link PageReader} is immutable, so nothing is shared but the {@link Future}.
 *
 * <p>However it ends, the second thread is interrupted and ends with its read. The caller's thread is not kept by it: an interrupt
 * ends the wait with {@link ReplayInterruptedException}, the interrupt status set. So does one that comes while a page is dealt
 * with, at the next event, by {@link #requireNotInterrupted}.
 */
final class ReadAhead {

    private ReadAhead() {}

    /** Hands page after page to {@code consumer}, on the caller's thread, until it wants no more. */
    static void whileWanted(PageReader first, Predicate<List<SequencedEvent>> consumer) {
        requireNotInterrupted();
        Page page = first.read();
        if (page.next().isEmpty()) {
            boolean unused = consumer.test(page.events());
            return;
        }
        ExecutorService reader = Executors.newSingleThreadExecutor(ReadAhead::daemon);
        try {
            Optional<Page> current = Optional.of(page);
            while (current.isPresent()) {
                Optional<Future<Page>> next = current.get().next().map(more -> reader.submit(more::read));
                boolean wanted = consumer.test(current.get().events());
                current = wanted ? next.map(ReadAhead::await) : Optional.empty();
            }
        } finally {
            reader.shutdownNow();
        }
    }

    /**
     * Checks that the caller's thread is not interrupted, and leaves its interrupt status as it is.
     *
     * @throws ReplayInterruptedException if it is
     */
    static void requireNotInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new ReplayInterruptedException(null);
        }
    }

    private static Page await(Future<Page> page) {
        try {
            return page.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReplayInterruptedException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "sequencer-replay");
        thread.setDaemon(true);
        return thread;
    }
}
