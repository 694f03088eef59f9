package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.aggregate.Decider;
import com.stateset.sequencer.aggregate.Decision;
import com.stateset.sequencer.aggregate.Retry;
import com.stateset.sequencer.error.EventsRejectedException;
import com.stateset.sequencer.error.OutcomeUnknownException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.spi.AppendBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventStreamTest {

    private final MemoryStore store = new MemoryStore();
    private final Sequencer sequencer = Sequencer.builder().store(store).build();
    private final EventStream stream = sequencer.stream(Samples.stream());
    private final NewEvent good = Samples.order("a").build();
    private final NewEvent stale = Samples.order("b").baseVersion(7L).build();

    @AfterEach
    void close() {
        sequencer.close();
    }

    @Test
    void an_append_stores_all_or_throws_and_stores_nothing() {
        assertThatThrownBy(() -> stream.append(good, stale))
                .isInstanceOfSatisfying(EventsRejectedException.class, e -> {
                    assertThat(e.isConflict()).isTrue();
                    assertThat(e.rejections())
                            .extracting(Outcome.Rejected::eventId)
                            .containsExactly(good.eventId(), stale.eventId());
                    assertThat(e.rejections())
                            .extracting(each -> each.rejection().reason())
                            .containsExactly(
                                    "batch_rejected: " + stale.eventId() + " version_conflict: expected 7, actual 0",
                                    "version_conflict: expected 7, actual 0");
                    assertThat(e.rejections().get(1).rejection().message())
                            .isEqualTo("base_version is 7 but the entity is at version 0");
                })
                .hasMessage("event " + stale.eventId()
                        + " was rejected: version_conflict: expected 7, actual 0 (and 1 more rejected)");
        assertThat(stream.head()).isZero();
        assertThat(stream.append(good).lastSequence()).isEqualTo(1);
    }

    @Test
    void an_event_that_is_no_valid_one_keeps_its_batch_out_of_the_log() {
        NewEvent bad = Samples.order("b").payload("{").build();
        assertThatThrownBy(() -> stream.append(good, bad))
                .isInstanceOfSatisfying(
                        EventsRejectedException.class,
                        e -> assertThat(e.isConflict()).isFalse())
                .hasMessageStartingWith("event " + bad.eventId() + " was rejected: schema_validation: payload $");
        assertThat(stream.head()).isZero();
        stream.append(good);
        IngestReceipt receipt = stream.tryAppend(good, bad, Samples.order("c").build());
        assertThat(receipt.outcomes().get(0)).isInstanceOf(Outcome.Duplicate.class);
        assertThat(receipt.rejections())
                .extracting(each -> each.rejection().code())
                .containsExactly("schema_validation", "batch_rejected");
        assertThat(stream.head()).isEqualTo(1);
    }

    @Test
    void what_is_sent_again_is_a_success_in_whole_and_in_part() {
        List<NewEvent> events = Samples.orders(3);
        stream.append(events.get(1));
        IngestReceipt receipt = stream.append(events);
        assertThat(receipt.duplicates()).isEqualTo(1);
        assertThat(receipt.accepted()).isEqualTo(2);
        assertThat(stream.append(events).duplicates()).isEqualTo(3);
        assertThat(stream.head()).isEqualTo(3);
    }

    @Test
    void a_receipt_tells_of_what_was_tried() {
        IngestReceipt receipt = stream.tryAppend(good, stale);
        assertThat(receipt.accepted()).isZero();
        assertThat(receipt.rejections()).hasSize(2);
        assertThat(receipt.rejections().get(0).rejection().root()).isEqualTo(new Rejection.VersionConflict(7, 0));
        assertThatThrownBy(receipt::orThrow).isInstanceOf(EventsRejectedException.class);
    }

    @Test
    void events_that_are_ingested_are_judged_one_by_one() {
        IngestReceipt receipt = stream.ingest(good, stale);
        assertThat(receipt.accepted()).isEqualTo(1);
        assertThat(receipt.rejections()).hasSize(1);
        assertThat(stream.head()).isEqualTo(1);
    }

    @Test
    void the_futures_end_as_the_calls_do() throws Exception {
        assertThatThrownBy(() -> stream.appendAsync(List.of(good, stale)).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(EventsRejectedException.class);
        assertThatThrownBy(() -> stream.appendAsync(List.of(good, stale)).get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(EventsRejectedException.class);
        assertThat(stream.appendAsync(List.of(good, stale))
                        .handle((receipt, failure) -> failure)
                        .get(20, TimeUnit.SECONDS))
                .isInstanceOf(EventsRejectedException.class);
        assertThat(stream.tryAppendAsync(List.of(good, stale))
                        .get(20, TimeUnit.SECONDS)
                        .rejections())
                .hasSize(2);
        assertThat(stream.head()).isZero();
        assertThat(stream.ingestAsync(List.of(good, stale))
                        .get(20, TimeUnit.SECONDS)
                        .accepted())
                .isEqualTo(1);
        assertThat(stream.appendAsync(Samples.orders(2))
                        .get(20, TimeUnit.SECONDS)
                        .head())
                .isEqualTo(3);
    }

    /** All that waits for a lane while it is busy comes in one group: batches stay whole in it, and fall one by one. */
    @Test
    void batches_of_one_group_fall_alone() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        CountDownLatch busy = new CountDownLatch(1);
        List<Integer> groups = new ArrayList<>();
        store.beforeAppend(group -> {
            groups.add(group.size());
            assertThat(group)
                    .extracting(AppendBatch::events)
                    .allSatisfy(events -> assertThat(events).hasSizeBetween(1, 2));
            busy.countDown();
            await(open);
        });
        var first = stream.appendAsync(Samples.orders(1));
        await(busy);
        var one = stream.appendAsync(List.of(good, Samples.order("c").build()));
        var two = stream.tryAppendAsync(List.of(Samples.order("d").build(), stale));
        var three = stream.appendAsync(Samples.orders(2));
        open.countDown();
        assertThat(first.get(20, TimeUnit.SECONDS).head()).isEqualTo(1);
        assertThat(one.get(20, TimeUnit.SECONDS).lastSequence()).isEqualTo(3);
        assertThat(two.get(20, TimeUnit.SECONDS).rejections()).hasSize(2);
        assertThat(three.get(20, TimeUnit.SECONDS).lastSequence()).isEqualTo(5);
        assertThat(groups).containsExactly(1, 3);
    }

    @Test
    void a_command_whose_answer_was_lost_is_decided_once() {
        UUID command = UUID.randomUUID();
        EntityRef lamp = new EntityRef("lamp", "hall");
        store.answers(results -> List.of());
        assertThatThrownBy(() -> stream.decide(lamp, new Lamp(), "on", Retry.never(), command))
                .isInstanceOf(OutcomeUnknownException.class);
        store.answers(UnaryOperator.identity());
        stream.decide(lamp, new Lamp(), "off", Retry.never());
        Decision<Switched, String> decision = stream.decide(lamp, new Lamp(), "on", Retry.never(), command);
        assertThat(decision.events()).containsExactly(new Switched("on"));
        assertThat(decision.state()).isEqualTo("on");
        assertThat(decision.version()).isEqualTo(1);
        assertThat(stream.head()).isEqualTo(2);
    }

    private record Switched(String how) {}

    private record Lamp() implements Decider<String, Switched, String> {

        @Override
        public EventTypes<Switched> types() {
            return EventTypes.<Switched>builder()
                    .type("lamp.switched", Switched.class)
                    .build();
        }

        @Override
        public String initial() {
            return "off";
        }

        @Override
        public List<Switched> decide(String how, String state) {
            return how.equals(state) ? List.of() : List.of(new Switched(how));
        }

        @Override
        public String evolve(String state, Switched event) {
            return event.how();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
