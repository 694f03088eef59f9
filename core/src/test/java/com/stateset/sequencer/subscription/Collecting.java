package com.stateset.sequencer.subscription;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A subscriber that keeps what it receives and notices calls out of order. */
class Collecting implements Subscriber<SequencedEvent> {

    private static final long LIMIT_SECONDS = 60;

    private final List<SequencedEvent> events = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final AtomicInteger callers = new AtomicInteger();
    private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();
    private final CompletableFuture<Throwable> error = new CompletableFuture<>();
    private final long first;
    private Predicate<List<SequencedEvent>> awaited = all -> false;
    private CompletableFuture<Void> reached = new CompletableFuture<>();

    /** Requests so much at first. */
    Collecting(long first) {
        this.first = first;
    }

    static Collecting everything() {
        return new Collecting(Long.MAX_VALUE);
    }

    @Override
    public final void onSubscribe(Subscription given) {
        told(() -> {
            if (first > 0) {
                given.request(first);
            }
        });
        subscription.complete(given);
        subscribed();
    }

    @Override
    public final void onNext(SequencedEvent event) {
        told(() -> {
            if (error.isDone()) {
                problem("an event after the end");
            }
            add(event);
            taken(event);
        });
    }

    /** What else to do at the beginning. */
    void subscribed() {}

    /** What else to do with an event. */
    void taken(SequencedEvent event) {}

    @Override
    public final void onError(Throwable cause) {
        told(() -> {
            if (!error.complete(cause)) {
                problem("a second end");
            }
        });
    }

    @Override
    public final void onComplete() {
        problem("completed, which no stream is");
    }

    void request(long n) {
        subscription.join().request(n);
    }

    void cancel() {
        subscription.join().cancel();
    }

    Throwable awaitError() {
        return get(error);
    }

    /** Waits until there are so many events, and returns their numbers. */
    List<Long> await(int count) {
        return await(all -> all.size() >= count).stream()
                .map(SequencedEvent::sequenceNumber)
                .toList();
    }

    List<SequencedEvent> await(Predicate<List<SequencedEvent>> condition) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        synchronized (this) {
            awaited = condition;
            reached = future;
            look();
        }
        get(future);
        return events();
    }

    synchronized List<SequencedEvent> events() {
        return List.copyOf(events);
    }

    List<Long> numbersOf(StreamId stream) {
        return events().stream()
                .filter(event -> event.event().stream().equals(stream))
                .map(SequencedEvent::sequenceNumber)
                .toList();
    }

    synchronized List<String> problems() {
        return List.copyOf(problems);
    }

    private void told(Runnable reaction) {
        if (callers.incrementAndGet() != 1) {
            problem("told by two threads at once");
        }
        reaction.run();
        callers.decrementAndGet();
    }

    private synchronized void add(SequencedEvent event) {
        events.add(event);
        look();
    }

    private synchronized void look() {
        if (awaited.test(events)) {
            reached.complete(null);
        }
    }

    private synchronized void problem(String what) {
        problems.add(what);
    }

    private static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("did not come about within " + LIMIT_SECONDS + " s", e);
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
