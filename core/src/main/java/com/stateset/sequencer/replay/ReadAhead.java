package com.stateset.sequencer.replay;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.replay.PageReader.Page;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Hands out page after page, while a second thread reads the next one. */
final class ReadAhead {

    private ReadAhead() {}

    /** Hands all pages to {@code consumer}, on the caller's thread. */
    static void forEach(PageReader first, Consumer<List<SequencedEvent>> consumer) {
        whileWanted(first, events -> {
            consumer.accept(events);
            return true;
        });
    }

    /** Hands page after page to {@code consumer}, on the caller's thread, until it wants no more. */
    static void whileWanted(PageReader first, Predicate<List<SequencedEvent>> consumer) {
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

    private static Page await(Future<Page> page) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return page.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "sequencer-replay");
        thread.setDaemon(true);
        return thread;
    }
}
