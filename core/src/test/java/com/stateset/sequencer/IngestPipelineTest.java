package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.OutcomeUnknownException;
import com.stateset.sequencer.error.OverloadedException;
import com.stateset.sequencer.error.SequencerClosedException;
import com.stateset.sequencer.error.SequencerFailedException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.error.StreamBusyException;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.spi.AppendResult;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IngestPipelineTest {

    private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final MemoryStore store = new MemoryStore();
    private final SequencerBuilder builder = Sequencer.builder().store(store);
    private Sequencer sequencer = builder.build();
    private EventStream stream = sequencer.stream(Samples.stream());

    @AfterEach
    void close() {
        store.beforeAppend(group -> {});
        store.answers(UnaryOperator.identity());
        sequencer.close();
    }

    @Test
    void too_few_or_too_many_results_of_the_store_fail_the_callers() {
        assertThatUnknown(results -> List.of(), "the store answered 1 batches with 0 results");
        assertThatUnknown(
                results -> List.of(results.get(0), results.get(0)), "the store answered 1 batches with 2 results");
        assertThatUnknown(results -> null, "the store answered 1 batches with 0 results");
        assertThatUnknown(
                results -> List.of(
                        new AppendResult(List.of(), List.of(), results.get(0).tree())),
                "the store answered 3 events with 0 outcomes");
        store.answers(UnaryOperator.identity());
        assertThat(stream.append(Samples.orders(1)).accepted()).isEqualTo(1);
        sequencer.ping();
    }

    @Test
    void an_exception_no_contract_names_leaves_the_outcome_unknown() {
        List<NewEvent> orders = Samples.orders(2);
        List<Throwable> unforeseen = List.of(
                new IllegalStateException("after the commit"),
                new OverloadedException(Duration.ZERO),
                new NoClassDefFoundError("overwritten"));
        for (Throwable each : unforeseen) {
            store.answers(results -> {
                throw IngestPipelineTest.<RuntimeException>unchecked(each);
            });
            assertThatExceptionOfType(OutcomeUnknownException.class)
                    .isThrownBy(() -> stream.append(orders))
                    .withRootCauseInstanceOf(each.getClass());
        }
        store.answers(results -> {
            throw new StoreFailedException("refused", null);
        });
        assertThatExceptionOfType(StoreFailedException.class)
                .isThrownBy(() -> stream.append(orders))
                .withMessage("refused");
        store.answers(UnaryOperator.identity());
        assertThat(stream.append(orders).duplicates()).as("sent again").isEqualTo(2);
    }

    @Test
    void an_error_that_ends_a_lane_fails_all_callers_and_sequencer() throws Exception {
        Gate gate = new Gate();
        store.beforeAppend(gate);
        CompletableFuture<IngestReceipt> underWay = stream.appendAsync(Samples.orders(1));
        gate.reached.await();
        CompletableFuture<IngestReceipt> queued = stream.appendAsync(Samples.orders(1));
        store.answers(IngestPipelineTest::unusable);
        gate.open.countDown();
        assertThat(failureOf(underWay))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessage("the sequencer failed before the store had answered; sending again is safe")
                .hasRootCauseInstanceOf(NoClassDefFoundError.class);
        assertThat(failureOf(queued))
                .isInstanceOf(SequencerFailedException.class)
                .hasRootCauseInstanceOf(NoClassDefFoundError.class);
        assertThatExceptionOfType(SequencerFailedException.class)
                .isThrownBy(() -> stream.append(Samples.orders(1)))
                .withMessage("the sequencer has failed: java.lang.NoClassDefFoundError: overwritten")
                .withCauseInstanceOf(NoClassDefFoundError.class);
        assertThatExceptionOfType(SequencerFailedException.class).isThrownBy(sequencer::ping);
    }

    @Test
    void what_is_held_for_one_batch_is_held_for_those_behind_it() throws Exception {
        Gate gate = new Gate();
        store.beforeAppend(gate);
        CompletableFuture<IngestReceipt> before = stream.appendAsync(Samples.orders(1));
        gate.reached.await();
        AtomicInteger attempts = new AtomicInteger();
        store.beforeAppend(group -> {
            switch (attempts.incrementAndGet()) {
                case 1 -> throw new IllegalStateException("the two are tried one by one");
                case 2 -> throw new StreamBusyException(Set.of(stream.id()), null);
                default -> {}
            }
        });
        CompletableFuture<IngestReceipt> first = stream.appendAsync(Samples.orders(1));
        CompletableFuture<IngestReceipt> second = stream.appendAsync(Samples.orders(1));
        gate.open.countDown();
        assertThat(numberOf(before)).isEqualTo(1);
        assertThat(numberOf(first)).isEqualTo(2);
        assertThat(numberOf(second)).isEqualTo(3);
    }

    private static long numberOf(CompletableFuture<IngestReceipt> receipt) throws Exception {
        return receipt.get(20, TimeUnit.SECONDS).lastSequence();
    }

    @Test
    void closing_gives_up_a_store_that_hangs_and_answers_callers() throws Exception {
        sequencer = builder.closeTimeout(Duration.ofMillis(100)).build();
        stream = sequencer.stream(Samples.stream());
        Gate gate = new Gate();
        store.beforeAppend(gate);
        CompletableFuture<IngestReceipt> underWay = stream.appendAsync(Samples.orders(1));
        gate.reached.await();
        CompletableFuture<IngestReceipt> queued = stream.appendAsync(Samples.orders(1));
        sequencer.close();
        assertThat(store.isClosed()).isTrue();
        assertThat(failureOf(underWay))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessage("the sequencer was closed before the store had answered; sending again is safe");
        assertThat(failureOf(queued)).isInstanceOf(SequencerClosedException.class);
        gate.open.countDown();
    }

    @Test
    void a_caller_waits_no_longer_than_the_answer_timeout() {
        sequencer = builder.streamTimeout(Duration.ofMillis(25))
                .answerTimeout(Duration.ofMillis(50))
                .build();
        stream = sequencer.stream(Samples.stream());
        Gate gate = new Gate();
        store.beforeAppend(gate);
        assertThatExceptionOfType(OutcomeUnknownException.class)
                .isThrownBy(() -> stream.append(Samples.orders(1)))
                .withMessage("there was no answer within PT0.05S; sending again is safe");
        gate.open.countDown();
    }

    @Test
    void each_caller_of_a_failed_group_gets_an_exception_of_its_own() throws Exception {
        Gate gate = new Gate();
        store.beforeAppend(gate);
        CompletableFuture<IngestReceipt> first = stream.appendAsync(Samples.orders(1));
        gate.reached.await();
        CompletableFuture<IngestReceipt> second = stream.appendAsync(Samples.orders(1));
        CompletableFuture<IngestReceipt> third = stream.appendAsync(Samples.orders(1));
        store.beforeAppend(group -> {
            throw new StoreUnavailableException("gone", null);
        });
        gate.open.countDown();
        first.get(20, TimeUnit.SECONDS);
        assertThat(failureOf(second))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage("gone");
        assertThat(failureOf(third)).isNotSameAs(failureOf(second)).hasMessage("gone");
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> stream.append(Samples.orders(1)))
                .satisfies(e -> assertThat(e.getStackTrace())
                        .as("the caller's own stack")
                        .anyMatch(frame -> frame.getClassName().equals(IngestPipelineTest.class.getName())));
    }

    @Test
    void an_asynchronous_call_throws_for_programming_errors_only() {
        sequencer = builder.maxBatchEvents(2).build();
        stream = sequencer.stream(Samples.stream());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stream.appendAsync(Samples.orders(3)).join())
                .withMessage("events holds 3 events; at most 2 are allowed in a batch");
        assertThatNullPointerException()
                .isThrownBy(() -> sequencer.ingestAsync(null).join());
        store.refuseKeys();
        NewEvent signed = new AgentSigner(UUID.randomUUID(), 1, SigningKey.generate())
                .sign(stream.id(), Samples.order("o").build());
        CompletableFuture<IngestReceipt> answer = stream.appendAsync(List.of(signed));
        assertThat(failureOf(answer)).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void the_longest_and_the_shortest_durations_are_understood() throws Exception {
        sequencer = builder.queueTimeout(FOR_EVER)
                .streamTimeout(FOR_EVER)
                .answerTimeout(FOR_EVER)
                .closeTimeout(FOR_EVER)
                .commitments(CommitmentPolicy.after(FOR_EVER))
                .build();
        stream = sequencer.stream(Samples.stream());
        assertThat(stream.append(Samples.orders(1)).accepted()).isEqualTo(1);
        assertThat(stream.awaitReadable(1, FOR_EVER)).isTrue();
        assertThat(stream.awaitReadable(2, FOR_EVER.negated())).isFalse();
        assertThat(new OverloadedException(FOR_EVER)).hasMessageContaining("ms");
    }

    @Test
    void continuations_that_all_wait_for_answers_get_them() throws Exception {
        int waiting = 200;
        List<CompletableFuture<IngestReceipt>> chained = new ArrayList<>();
        for (int i = 0; i < waiting; i++) {
            chained.add(stream.appendAsync(Samples.orders(1))
                    .thenApply(first -> stream.appendAsync(Samples.orders(1)).join()));
        }
        for (CompletableFuture<IngestReceipt> each : chained) {
            assertThat(each.get(20, TimeUnit.SECONDS).accepted()).isEqualTo(1);
        }
    }

    @Test
    void continuations_that_block_do_not_make_threads_without_end() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        List<CompletableFuture<Void>> chained = new ArrayList<>();
        Thread caller = Thread.currentThread();
        for (int i = 0; i < 500; i++) {
            chained.add(stream.appendAsync(Samples.orders(1)).thenAccept(answer -> {
                // What is answered already goes on here, where the latch is opened.
                if (Thread.currentThread() != caller) {
                    await(open);
                }
            }));
        }
        assertThat(stream.append(Samples.orders(1)).accepted()).isEqualTo(1);
        // Those of sequencers that earlier tests closed may still be ending.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (threads("sequencer-continuation") > 64) {
            assertThat(deadline - System.nanoTime()).isPositive();
            LockSupport.parkNanos(1_000_000);
        }
        open.countDown();
        CompletableFuture.allOf(chained.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
    }

    @Test
    void continuations_run_on_the_callers_executor_or_else_on_ours() throws Exception {
        sequencer = builder.continuations(task -> new Thread(task, "of-the-application").start())
                .build();
        assertThat(nameOfContinuation(store)).isEqualTo("of-the-application");
        sequencer.close();
        MemoryStore other = new MemoryStore();
        sequencer = Sequencer.builder()
                .store(other)
                .continuations(task -> {
                    throw new java.util.concurrent.RejectedExecutionException("full");
                })
                .build();
        assertThat(nameOfContinuation(other)).isEqualTo("sequencer-completer");
    }

    /** Of one that is chained before there is an answer: later it would run on this thread. */
    private String nameOfContinuation(MemoryStore of) throws Exception {
        Gate gate = new Gate();
        of.beforeAppend(gate);
        CompletableFuture<String> name = sequencer.stream(Samples.stream())
                .appendAsync(Samples.orders(1))
                .thenApply(answer -> Thread.currentThread().getName());
        gate.open.countDown();
        return name.get(20, TimeUnit.SECONDS);
    }

    private void assertThatUnknown(UnaryOperator<List<AppendResult>> answers, String message) {
        store.answers(answers);
        assertThatExceptionOfType(OutcomeUnknownException.class)
                .isThrownBy(() -> stream.append(Samples.orders(3)))
                .withMessage(message + "; sending again is safe");
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the cast is what makes it unchecked
    private static <T extends Throwable> T unchecked(Throwable failure) throws T {
        throw (T) failure;
    }

    /** What looking at fails outside the store, where a lane expects nothing. */
    private static List<AppendResult> unusable(List<AppendResult> results) {
        return new AbstractList<>() {
            @Override
            public AppendResult get(int index) {
                return results.get(index);
            }

            @Override
            public int size() {
                throw new NoClassDefFoundError("overwritten");
            }
        };
    }

    private static Throwable failureOf(CompletableFuture<IngestReceipt> answer) {
        try {
            return new AssertionError("answered: " + answer.get(20, TimeUnit.SECONDS));
        } catch (java.util.concurrent.ExecutionException | CompletionException e) {
            return e.getCause();
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            return e;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(name))
                .count();
    }
}
