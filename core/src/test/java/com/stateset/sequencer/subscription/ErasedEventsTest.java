package com.stateset.sequencer.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.MemoryStore;
import com.stateset.sequencer.Samples;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Once an entity is erased no subscription delivers what it had said, wherever that was held. */
class ErasedEventsTest {

    private static final EntityRef ADA = new EntityRef("customer", "ada");

    private final MemoryStore store = new MemoryStore();
    private final Sequencer sequencer = Sequencer.builder().store(store).build();
    private final StreamId id = Samples.stream();
    private final EventStream stream = sequencer.stream(id);

    @AfterEach
    void close() {
        sequencer.close();
    }

    @Test
    void a_page_that_a_resting_subscriber_holds_is_delivered_erased() {
        append(10);
        Collecting ofStream = new Collecting(2);
        stream.subscribe(1).subscribe(ofStream);
        Collecting ofFeed = new Collecting(2);
        sequencer.feed().subscribe(FeedCheckpoint.START).subscribe(ofFeed);
        ofStream.await(2);
        ofFeed.await(2);

        erase();

        for (Collecting each : List.of(ofStream, ofFeed)) {
            each.request(100);
            each.await(11);
            assertThat(readable(each.events())).isEqualTo(2);
        }
    }

    @Test
    void what_was_in_memory_for_all_is_forgotten() {
        Collecting watching = Collecting.everything();
        stream.subscribe(1).subscribe(watching);
        append(10);
        watching.await(10);

        erase();

        Collecting later = Collecting.everything();
        stream.subscribe(1).subscribe(later);
        later.await(11);
        assertThat(readable(later.events())).isZero();
    }

    @Test
    void a_page_that_is_being_read_is_delivered_erased_and_not_kept() {
        append(10);
        AtomicBoolean once = new AtomicBoolean();
        store.afterRead(() -> {
            if (once.compareAndSet(false, true)) {
                erase();
            }
        });
        Collecting first = Collecting.everything();
        stream.subscribe(1).subscribe(first);
        first.await(11);
        Collecting later = Collecting.everything();
        stream.subscribe(1).subscribe(later);
        later.await(11);

        assertThat(readable(first.events())).isZero();
        assertThat(readable(later.events())).isZero();
    }

    @Test
    void an_erasure_by_another_process_is_learned_of_with_its_record() {
        Collecting watching = Collecting.everything();
        stream.subscribe(1).subscribe(watching);
        append(10);
        watching.await(10);
        Collecting resting = new Collecting(1);
        stream.subscribe(1).subscribe(resting);
        resting.await(1);

        try (Sequencer other = Sequencer.builder().store(store).build()) {
            assertThat(other.stream(id).erase(ADA, "dpo", "why")).isPresent();
        }
        watching.await(11);

        assertThat(sequencer.erasures()).isEqualTo(1);
        Collecting later = Collecting.everything();
        stream.subscribe(1).subscribe(later);
        later.await(11);
        assertThat(readable(later.events())).isZero();
        resting.request(100);
        resting.await(11);
        assertThat(readable(resting.events())).isEqualTo(1);
    }

    @Test
    void old_records_that_are_read_again_disturb_nobody() {
        append(3);
        erase();
        long before = sequencer.erasures();

        Collecting later = Collecting.everything();
        stream.subscribe(1).subscribe(later);
        later.await(4);

        assertThat(sequencer.erasures()).isEqualTo(before);
    }

    private void erase() {
        assertThat(stream.erase(ADA, "dpo", "why")).isPresent();
    }

    private void append(int count) {
        List<NewEvent> events = IntStream.range(0, count)
                .mapToObj(i -> NewEvent.builder()
                        .entity(ADA.type(), ADA.id())
                        .eventType("customer.changed")
                        .payload("{\"n\":" + i + "}")
                        .build())
                .toList();
        assertThat(stream.append(events).accepted()).isEqualTo(count);
    }

    private static long readable(List<SequencedEvent> events) {
        return events.stream()
                .filter(each -> !each.event().entity().equals(Erasure.LOG))
                .filter(each -> each.event().payload() instanceof Payload.Clear)
                .count();
    }
}
