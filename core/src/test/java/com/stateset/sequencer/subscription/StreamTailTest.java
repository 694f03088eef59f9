package com.stateset.sequencer.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.MemoryStore;
import com.stateset.sequencer.Samples;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.event.StreamId;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamTailTest {

    private final MemoryStore store = new MemoryStore();
    private final Sequencer sequencer = Sequencer.builder().store(store).build();
    private final Sequencer other = Sequencer.builder().store(store).build();
    private final StreamId id = Samples.stream();

    @AfterEach
    void close() {
        sequencer.close();
        other.close();
    }

    @Test
    void one_that_got_what_is_gone_fails() {
        append(other, 400);
        Collecting subscriber = subscribe(1);
        subscriber.await(400);
        store.cut(id, 100);
        assertThat(subscriber.awaitError())
                .isInstanceOf(HistoryMismatchException.class)
                .hasMessage("history mismatch at event 101: the stream ended before it,"
                        + " after a subscription had got events up to 400");
    }

    @Test
    void one_that_has_not_come_that_far_goes_on() {
        append(other, 1000);
        Collecting behind = new Collecting(0);
        sequencer.subscribe(id, 101).subscribe(behind);
        Collecting ahead = subscribe(800);
        ahead.await(201);
        store.cut(id, 100);
        behind.request(Long.MAX_VALUE);
        assertThat(ahead.awaitError()).isInstanceOf(HistoryMismatchException.class);
        acceptThatItWasCut();
        append(other, 5);
        assertThat(behind.await(5)).isEqualTo(numbers(101, 105));
        append(other, 2000);
        assertThat(behind.await(2005)).isEqualTo(numbers(101, 2105));
        assertThat(behind.events()).isEqualTo(store.all(id).subList(100, 2105));
    }

    @Test
    void one_that_looks_away_meanwhile_fails_when_it_wants_more() {
        append(other, 300);
        Collecting resting = new Collecting(300);
        sequencer.subscribe(id, 1).subscribe(resting);
        resting.await(300);
        Collecting awake = subscribe(1);
        awake.await(300);
        store.cut(id, 100);
        assertThat(awake.awaitError()).isInstanceOf(HistoryMismatchException.class);
        acceptThatItWasCut();
        append(other, 500);
        resting.request(1);
        assertThat(resting.awaitError()).isInstanceOf(HistoryMismatchException.class);
        assertThat(resting.events()).hasSize(300);
    }

    @Test
    void later_appends_are_not_mixed_with_the_history_that_was_cut() {
        append(sequencer, 10);
        Collecting before = subscribe(1);
        Collecting resting = new Collecting(0);
        sequencer.subscribe(id, 1).subscribe(resting);
        before.await(10);
        append(sequencer, 10);
        before.await(20);
        store.cut(id, 5);
        acceptThatItWasCut();
        append(sequencer, 3);
        assertThat(before.awaitError()).isInstanceOf(HistoryMismatchException.class);
        Collecting after = subscribe(1);
        after.await(8);
        assertThat(after.events()).isEqualTo(store.all(id));
        resting.request(8);
        resting.await(8);
        assertThat(resting.events()).isEqualTo(store.all(id));
    }

    @Test
    void heads_that_were_not_reached_do_not_keep_it_busy() throws InterruptedException {
        append(other, 5);
        try (Subscriptions subscriptions = Subscriptions.over(store)) {
            Collecting subscriber = Collecting.everything();
            subscriptions.stream(id, 1).subscribe(subscriber);
            subscriber.await(5);
            CountDownLatch reads = new CountDownLatch(20);
            store.beforeRead(reads::countDown);
            subscriptions.reached(id, 1_000_000_000_000L);
            assertThat(reads.await(300, TimeUnit.MILLISECONDS)).isFalse();
            append(other, 1);
            assertThat(subscriber.await(6)).isEqualTo(numbers(1, 6));
            assertThat(subscriber.problems()).isEmpty();
        }
    }

    private Collecting subscribe(long from) {
        Collecting subscriber = Collecting.everything();
        sequencer.subscribe(id, from).subscribe(subscriber);
        return subscriber;
    }

    /** Or nothing would be appended any more. */
    private void acceptThatItWasCut() {
        for (Sequencer each : List.of(sequencer, other)) {
            assertThat(each.acceptHistory(id).size()).isPositive();
        }
    }

    private void append(Sequencer writer, int count) {
        for (int done = 0; done < count; done += 500) {
            int some = Math.min(500, count - done);
            assertThat(writer.stream(id).append(Samples.orders(some)).accepted())
                    .isEqualTo(some);
        }
    }

    private static List<Long> numbers(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }
}
