package com.stateset.sequencer.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.server.limits.FairPermits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.VirtualThreads;
import org.junit.jupiter.api.Test;

/** On JDK 17 there are none: what is asked for must be refused then. */
class VirtualThreadsTest {

    private static final int JDK = Runtime.version().feature();

    /** Three quarters of the calls that may run at a time. */
    private static final int OF_ONE_CALLER = FairPermits.share(256);

    @Test
    void calls_run_on_them_by_default_where_waiting_pins_nothing() {
        assertThat(runsOnVirtualThread(false, false)).isEqualTo(JDK >= 24);
    }

    @Test
    void calls_run_on_platform_threads_where_that_is_asked_for() {
        assertThat(runsOnVirtualThread(true, false)).isFalse();
    }

    @Test
    void they_have_to_be_there_to_be_asked_for() {
        if (JDK >= 21) {
            assertThat(runsOnVirtualThread(true, true)).isTrue();
        } else {
            assertThatThrownBy(() -> SequencerServer.builder().virtualThreads(true))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("this JDK has no virtual threads: 21 is the first that has");
        }
    }

    /** However cheap their threads are, calls are no more than the limit says: the next one is refused at once. */
    @Test
    void no_more_calls_run_at_a_time_than_on_platform_threads() throws Exception {
        StoreOnALeash store = new StoreOnALeash();
        CountDownLatch running = new CountDownLatch(OF_ONE_CALLER);
        CountDownLatch end = new CountDownLatch(1);
        try (TestServer server =
                TestServer.start(store, sequencing -> {}, serving -> serving.virtualThreads(JDK >= 21))) {
            store.beforeEach(ofCalls(() -> {
                running.countDown();
                await(end);
            }));
            List<CompletableFuture<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < OF_ONE_CALLER; i++) {
                calls.add(CompletableFuture.supplyAsync(() -> head(server), task -> new Thread(task).start()));
            }
            assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();

            assertThat(head(server)).isEqualTo(503);
            assertThat(server.get("/health").statusCode()).isEqualTo(200);

            store.beforeEach(() -> {});
            end.countDown();
            assertThat(calls)
                    .allSatisfy(
                            call -> assertThat(call.get(60, TimeUnit.SECONDS)).isEqualTo(200));
        }
    }

    private static boolean runsOnVirtualThread(boolean isAsked, boolean areWanted) {
        StoreOnALeash store = new StoreOnALeash();
        CompletableFuture<Boolean> isVirtual = new CompletableFuture<>();
        try (TestServer server = TestServer.start(store, sequencing -> {}, serving -> {
            if (isAsked) {
                serving.virtualThreads(areWanted);
            }
        })) {
            store.beforeEach(ofCalls(() -> isVirtual.complete(VirtualThreads.isVirtualThread())));
            assertThat(head(server)).isEqualTo(200);
            return isVirtual.getNow(null);
        }
    }

    /** The sequencer has threads of its own that look into the store, too. */
    private static Runnable ofCalls(Runnable action) {
        return () -> {
            if (!Thread.currentThread().getName().startsWith("sequencer")) {
                action.run();
            }
        };
    }

    private static int head(TestServer server) {
        return server.get("/api/v1/head?" + Sent.STREAM).statusCode();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
