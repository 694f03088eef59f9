package com.stateset.sequencer.samples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.error.SequencerClosedException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.replay.EventTypes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Threads that order over HTTP and threads that append themselves, each one after the other until the shop no longer takes any; and a
 * subscriber. An answer other than those of a shop that closes in good order is a failure, shown by {@link #awaitEnd}.
 */
final class BusyClients {

    static final String APPENDING = "appending";
    static final String ORDERING = "ordering";

    private static final int THREADS = 3;
    private static final int FIRST = 30;

    private final List<String> appended = new CopyOnWriteArrayList<>();
    private final List<String> ordered = new CopyOnWriteArrayList<>();
    private final CountDownLatch firstAppended = new CountDownLatch(FIRST);
    private final CountDownLatch firstOrdered = new CountDownLatch(FIRST);
    private final List<CompletableFuture<?>> ends = new ArrayList<>();

    private final RunningShop shop;
    private final EventStream log;
    private final EventTypes<OrderEvent> types;

    @SuppressWarnings("unchecked")
    private BusyClients(RunningShop shop) {
        this.shop = shop;
        this.log = shop.bean(EventStream.class);
        this.types = shop.bean(EventTypes.class);
    }

    static BusyClients of(RunningShop shop) {
        BusyClients clients = new BusyClients(shop);
        for (int i = 0; i < THREADS; i++) {
            String thread = "-" + i + "-";
            clients.start(() -> clients.append(APPENDING + thread));
            clients.start(() -> clients.order(ORDERING + thread));
        }
        clients.subscribe();
        return clients;
    }

    /** What a thread does until the shop is closed. */
    private interface Work {

        void run() throws Exception;
    }

    private void start(Work work) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        ends.add(end);
        new Thread(() -> {
                    try {
                        work.run();
                        end.complete(null);
                    } catch (Throwable e) {
                        end.completeExceptionally(e);
                    }
                })
                .start();
    }

    private void append(String prefix) {
        for (int i = 0; ; i++) {
            NewEvent event = types.toEvent(new EntityRef("order", prefix + i), new OrderEvent.Placed(APPENDING, 1));
            try {
                log.append(event);
            } catch (SequencerClosedException e) {
                return;
            }
            appended.add(prefix + i);
            firstAppended.countDown();
        }
    }

    private void order(String prefix) throws InterruptedException {
        for (int i = 0; ; i++) {
            String answer;
            try {
                answer = shop.post("/orders", "id=" + prefix + i + "&customer=" + ORDERING + "&cents=1");
            } catch (IOException e) {
                return;
            }
            assertThat(answer).startsWith("200 ");
            ordered.add(prefix + i);
            firstOrdered.countDown();
        }
    }

    private void subscribe() {
        CompletableFuture<Void> end = new CompletableFuture<>();
        ends.add(end);
        log.subscribe(1).subscribe(new Flow.Subscriber<SequencedEvent>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(SequencedEvent event) {}

            @Override
            public void onError(Throwable cause) {
                if (cause instanceof SequencerClosedException) {
                    end.complete(null);
                } else {
                    end.completeExceptionally(cause);
                }
            }

            @Override
            public void onComplete() {
                end.complete(null);
            }
        });
    }

    void awaitAtWork(Duration limit) throws InterruptedException {
        assertThat(firstAppended.await(limit.toNanos(), TimeUnit.NANOSECONDS)).isTrue();
        assertThat(firstOrdered.await(limit.toNanos(), TimeUnit.NANOSECONDS)).isTrue();
    }

    void awaitEnd(Duration limit) throws InterruptedException, ExecutionException, TimeoutException {
        for (CompletableFuture<?> end : ends) {
            end.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** What was answered: the ids of orders. */
    List<String> appended() {
        return List.copyOf(appended);
    }

    /** What was answered: the ids of orders. */
    List<String> ordered() {
        return List.copyOf(ordered);
    }
}
