package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.stateset.sequencer.error.EventsRejectedException;
import com.stateset.sequencer.error.OutcomeUnknownException;
import com.stateset.sequencer.error.OverloadedException;
import com.stateset.sequencer.error.SequencerClosedException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.error.StreamBusyException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.observe.BatchIngested;
import com.stateset.sequencer.observe.GroupAppended;
import com.stateset.sequencer.observe.SequencerObserver;
import com.stateset.sequencer.spi.AppendBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SequencerTest {

    private final MemoryStore store = new MemoryStore();
    private final Observed observed = new Observed();
    private final SequencerBuilder builder = Sequencer.builder().store(store).observer(observed);
    private Sequencer sequencer = builder.build();
    private EventStream stream = sequencer.stream(Samples.stream());

    @AfterEach
    void close() {
        store.beforeAppend(group -> {});
        sequencer.close();
    }

    @Test
    void time_limits_that_contradict_each_other_are_refused() {
        SequencerBuilder contradiction =
                builder.streamTimeout(Duration.ofSeconds(2)).answerTimeout(Duration.ofSeconds(1));
        assertThatIllegalStateException()
                .isThrownBy(() -> sequencer = contradiction.build())
                .withMessageContaining("answerTimeout")
                .withMessageContaining("streamTimeout");
    }

    @Test
    void a_batch_gets_consecutive_numbers_and_a_replay_the_same() {
        List<NewEvent> events = Samples.orders(3);
        IngestReceipt first = stream.append(events);
        assertThat(first.firstAccepted()).hasValue(1);
        assertThat(first.lastSequence()).isEqualTo(3);
        assertThat(first.head()).isEqualTo(3);
        IngestReceipt again = stream.append(events);
        assertThat(again.duplicates()).isEqualTo(3);
        assertThat(again.accepted()).isZero();
        assertThat(again.firstAccepted()).isEmpty();
        assertThat(again.lastSequence()).isEqualTo(3);
        assertThat(stream.head()).isEqualTo(3);
    }

    @Test
    void a_rejection_among_good_events_is_its_own() {
        NewEvent bad = Samples.order("o").payload("{").build();
        IngestReceipt receipt = stream.ingest(
                Samples.order("a").build(), bad, Samples.order("b").build());
        assertThat(receipt.accepted()).isEqualTo(2);
        assertThat(receipt.outcomes().get(1)).isEqualTo(receipt.rejections().get(0));
        assertThatExceptionOfType(EventsRejectedException.class)
                .isThrownBy(receipt::orThrow)
                .withMessageStartingWith("event " + bad.eventId() + " was rejected: schema_validation: payload $")
                .satisfies(e -> assertThat(e.rejections()).hasSize(1));
        assertThat(stream.ingest(bad).head()).isEqualTo(2);
    }

    @Test
    void what_is_stored_can_be_read_found_and_followed_by_entity() {
        List<NewEvent> events = Samples.orders(250);
        assertThat(stream.append(events).head()).isEqualTo(250);
        assertThat(stream.readAll(ReadOptions.forwardsFrom(1).limit(7)).map(SequencedEvent::sequenceNumber))
                .hasSize(250)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(stream.read(ReadOptions.forwardsFrom(249)).events()).hasSize(2);
        assertThat(stream.find(events.get(41).eventId()).orElseThrow().sequenceNumber())
                .isEqualTo(42);
        assertThat(stream.entityHistory(new EntityRef("order", "o-41")).version())
                .isEqualTo(1);
    }

    @Test
    void callers_at_the_same_time_share_groups_and_leave_no_gap() throws Exception {
        int callers = 16;
        CyclicBarrier start = new CyclicBarrier(callers);
        ExecutorService pool = Executors.newFixedThreadPool(callers);
        List<Future<Long>> numbers = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            numbers.add(pool.submit(() -> {
                start.await();
                return stream.append(Samples.order("same").build()).lastSequence();
            }));
        }
        List<Long> got = new ArrayList<>();
        for (Future<Long> number : numbers) {
            got.add(number.get());
        }
        pool.shutdown();
        assertThat(got)
                .containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L, 15L, 16L);
        assertThat(stream.entityHistory(new EntityRef("order", "same")).version())
                .isEqualTo(callers);
    }

    @Test
    void closing_finishes_what_was_taken_and_refuses_what_comes_after() throws Exception {
        Gate gate = new Gate();
        store.beforeAppend(gate);
        CompletableFuture<IngestReceipt> first = stream.appendAsync(Samples.orders(1));
        gate.reached.await();
        CompletableFuture<IngestReceipt> queued = stream.appendAsync(Samples.orders(1));
        Thread closing = new Thread(sequencer::close);
        closing.start();
        awaitRefusal();
        gate.open.countDown();
        closing.join();
        assertThat(first.get().accepted()).isEqualTo(1);
        assertThat(queued.get().accepted()).isEqualTo(1);
        assertThat(store.isClosed()).isTrue();
        assertThatExceptionOfType(SequencerClosedException.class)
                .isThrownBy(() -> stream.append(Samples.orders(1)))
                .withMessage("the sequencer is closed");
    }

    @Test
    void a_full_queue_turns_callers_away_and_keeps_what_it_has() throws Exception {
        sequencer = builder.queueCapacity(4, 1 << 20)
                .queueTimeout(Duration.ofMillis(20))
                .build();
        stream = sequencer.stream(Samples.stream());
        Gate gate = new Gate();
        store.beforeAppend(gate);
        CompletableFuture<IngestReceipt> underWay = stream.appendAsync(Samples.orders(1));
        gate.reached.await();
        CompletableFuture<IngestReceipt> queued = stream.appendAsync(Samples.orders(2));
        assertThatExceptionOfType(OverloadedException.class)
                .isThrownBy(() -> stream.append(Samples.orders(1)))
                .withMessage("the ingestion queue stayed full for 20 ms");
        CompletableFuture<IngestReceipt> other =
                sequencer.stream(Samples.stream()).appendAsync(Samples.orders(2));
        gate.open.countDown();
        assertThat(underWay.get().accepted()).isEqualTo(1);
        assertThat(queued.get().accepted()).isEqualTo(2);
        assertThat(other.get().accepted())
                .as("another stream has a share of its own")
                .isEqualTo(2);
        assertThat(observed.refused).hasSize(1);
    }

    @Test
    void an_interrupted_caller_gets_unknown_outcome_and_may_ask_again() throws Exception {
        Gate gate = new Gate();
        store.beforeAppend(gate);
        List<NewEvent> events = Samples.orders(1);
        CompletableFuture<String> message = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                message.complete("accepted " + stream.append(events).accepted());
            } catch (OutcomeUnknownException e) {
                message.complete(e.getMessage() + " " + Thread.currentThread().isInterrupted());
            }
        });
        caller.start();
        gate.reached.await();
        caller.interrupt();
        assertThat(message.get()).isEqualTo("interrupted while waiting for the outcome; sending again is safe true");
        gate.open.countDown();
        assertThat(stream.append(events).lastSequence()).isEqualTo(1);
        assertThat(stream.head()).isEqualTo(1);
    }

    @Test
    void a_batch_the_store_refuses_fails_alone() throws Exception {
        Gate gate = new Gate();
        store.beforeAppend(gate);
        CompletableFuture<IngestReceipt> first = stream.appendAsync(Samples.orders(1));
        gate.reached.await();
        CompletableFuture<IngestReceipt> good = stream.appendAsync(Samples.orders(1));
        CompletableFuture<IngestReceipt> poisoned =
                stream.appendAsync(List.of(Samples.order("poison").build()));
        CompletableFuture<IngestReceipt> alsoGood = stream.appendAsync(Samples.orders(1));
        store.beforeAppend(group -> {
            if (holds(group, "poison")) {
                throw new StoreFailedException("no", null);
            }
        });
        gate.open.countDown();
        assertThat(first.get().accepted()).isEqualTo(1);
        assertThat(good.get().accepted()).isEqualTo(1);
        assertThat(alsoGood.get().accepted()).isEqualTo(1);
        assertThat(poisoned)
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .withCauseInstanceOf(StoreFailedException.class);
        assertThat(stream.head()).isEqualTo(3);
        assertThat(observed.failed).isNotEmpty();
    }

    @Test
    void an_unreachable_store_fails_its_callers_but_not_later_ones() {
        store.beforeAppend(group -> {
            throw new StoreUnavailableException("gone", null);
        });
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> stream.append(Samples.orders(1)));
        store.beforeAppend(group -> {});
        assertThat(stream.append(Samples.orders(1)).accepted()).isEqualTo(1);
    }

    @Test
    void an_unexpected_error_is_answered_and_the_lane_lives_on() {
        store.beforeAppend(group -> {
            throw new AssertionError("bug");
        });
        assertThatExceptionOfType(OutcomeUnknownException.class)
                .isThrownBy(() -> stream.append(Samples.orders(1)))
                .withMessage("the store failed unexpectedly; sending again is safe");
        store.beforeAppend(group -> {});
        assertThat(stream.append(Samples.orders(1)).accepted()).isEqualTo(1);
    }

    @Test
    void a_stream_that_is_held_elsewhere_waits_while_others_go_on() throws Exception {
        EventStream held = sequencer.stream(Samples.stream());
        AtomicInteger tries = new AtomicInteger();
        store.beforeAppend(group -> {
            if (streams(group).contains(held.id()) && tries.incrementAndGet() < 4) {
                throw new StreamBusyException(streams(group), null);
            }
        });
        CompletableFuture<IngestReceipt> waiting = held.appendAsync(Samples.orders(2));
        assertThat(stream.append(Samples.orders(1)).accepted()).isEqualTo(1);
        assertThat(waiting.get(20, TimeUnit.SECONDS).head()).isEqualTo(2);
        assertThat(tries).hasValue(4);
    }

    @Test
    void a_stream_held_for_too_long_is_given_up() {
        sequencer = builder.streamTimeout(Duration.ZERO).build();
        EventStream held = sequencer.stream(Samples.stream());
        store.beforeAppend(group -> {
            throw new StreamBusyException(streams(group), null);
        });
        assertThatExceptionOfType(StreamBusyException.class)
                .isThrownBy(() -> held.append(Samples.orders(1)))
                .withMessageStartingWith("another writer is holding the stream " + held.id());
    }

    @Test
    void waiting_for_a_number_ends_when_it_is_readable() throws Exception {
        assertThat(stream.awaitReadable(1, Duration.ofMillis(20))).isFalse();
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return stream.awaitReadable(3, Duration.ofSeconds(20));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(stream.append(Samples.orders(3)).head()).isEqualTo(3);
        assertThat(waiting.get()).isTrue();
        assertThat(stream.awaitReadable(3, Duration.ZERO)).isTrue();
    }

    @Test
    void what_is_chained_to_an_answer_may_wait_for_another() throws Exception {
        CompletableFuture<Long> chained = stream.appendAsync(Samples.orders(1))
                .thenApply(first -> stream.append(Samples.orders(2)).head());
        assertThat(chained.get(20, TimeUnit.SECONDS)).isEqualTo(3);
    }

    @Test
    void every_accepted_caller_has_an_answer_when_closing_returns() {
        List<CompletableFuture<IngestReceipt>> taken = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            CompletableFuture<IngestReceipt> answer = stream.appendAsync(Samples.orders(1));
            taken.add(answer);
        }
        sequencer.close();
        assertThat(taken)
                .allSatisfy(answer ->
                        assertThat(answer.get(20, TimeUnit.SECONDS).accepted()).isEqualTo(1));
    }

    @Test
    void an_observer_that_cannot_be_linked_stops_nothing() {
        sequencer = builder.observer(new SequencerObserver() {
                    @Override
                    public void groupAppended(GroupAppended group) {
                        throw new NoSuchMethodError("metrics");
                    }

                    @Override
                    public void batchIngested(BatchIngested batch) {
                        throw new NoSuchMethodError("metrics");
                    }
                })
                .build();
        for (int i = 1; i <= 3; i++) {
            assertThat(sequencer.stream(stream.id()).append(Samples.orders(1)).head())
                    .isEqualTo(i);
        }
    }

    @Test
    void observers_see_groups_and_answers_and_cannot_break_them() {
        assertThat(stream.append(Samples.orders(3)).accepted()).isEqualTo(3);
        // Observers hear beside the caller, not before: a lane that has ended has told them.
        sequencer.close();
        assertThat(observed.ingested).extracting(BatchIngested::accepted).containsExactly(3);
        assertThat(observed.appended).extracting(GroupAppended::events).containsExactly(3);
    }

    @Test
    void a_sequencer_needs_a_store_and_sensible_numbers() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Sequencer.builder().build())
                .withMessage("a sequencer needs a store");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> builder.lanes(0))
                .withMessage("lanes is 0; it must be positive");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> builder.queueTimeout(Duration.ofSeconds(-1)))
                .withMessage("queueTimeout is negative: PT-1S");
    }

    private void awaitRefusal() {
        CompletableFuture<IngestReceipt> answer = stream.appendAsync(Samples.orders(1));
        while (!answer.isCompletedExceptionally()) {
            Thread.onSpinWait();
            answer = stream.appendAsync(Samples.orders(1));
        }
    }

    private static boolean holds(List<AppendBatch> group, String entity) {
        return group.stream()
                .flatMap(append -> append.events().stream())
                .anyMatch(candidate -> candidate.event().entity().id().equals(entity));
    }

    private static Set<com.stateset.sequencer.event.StreamId> streams(List<AppendBatch> group) {
        return group.stream().map(AppendBatch::stream).collect(java.util.stream.Collectors.toSet());
    }
}
