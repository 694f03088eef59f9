package com.stateset.sequencer.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.MemoryStore;
import com.stateset.sequencer.Samples;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.error.SequencerClosedException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.SequencedEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FollowingTest {

    private static final Duration PAUSE = Duration.ofMillis(1);

    private final MemoryStore store = new MemoryStore();
    private final Sequencer sequencer = Sequencer.builder().store(store).build();
    private final EventStream stream = sequencer.stream(Samples.stream());
    private final List<Long> seen = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        sequencer.close();
    }

    @Test
    void a_handler_gets_everything_until_it_is_cancelled() throws Exception {
        append(3);
        CountDownLatch five = new CountDownLatch(5);
        Following following = stream.follow(1, event -> {
            seen.add(event.sequenceNumber());
            five.countDown();
        });
        append(2);
        assertThat(five.await(60, TimeUnit.SECONDS)).isTrue();
        following.cancel();
        following.close();
        await(following);
        append(1);
        Collecting other = Collecting.everything();
        stream.subscribe(1).subscribe(other);
        other.await(6);
        assertThat(seen).isEqualTo(numbers(5));
    }

    @Test
    void it_completes_after_the_last_call_of_the_handler() throws Exception {
        append(1);
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        Following following = stream.follow(1, event -> {
            called.countDown();
            awaitUninterruptibly(mayReturn);
            seen.add(event.sequenceNumber());
        });
        assertThat(called.await(60, TimeUnit.SECONDS)).isTrue();
        following.cancel();
        assertThat(following.completion().toCompletableFuture()).isNotDone();
        mayReturn.countDown();
        await(following);
        assertThat(seen).containsExactly(1L);
    }

    @Test
    void a_handler_that_fails_is_called_no_more_and_it_tells() {
        append(2);
        IllegalStateException failure = new IllegalStateException("a handler that fails");
        Following following = stream.follow(0, failing(event -> true, failure));
        assertThatThrownBy(() -> await(following)).hasCause(failure);
        append(1);
        Collecting other = Collecting.everything();
        stream.subscribe(1).subscribe(other);
        other.await(3);
        assertThat(seen).containsExactly(1L);
    }

    @Test
    void what_fails_may_be_left_out() throws Exception {
        append(5);
        IllegalStateException failure = new IllegalStateException("not this one");
        Consumer<SequencedEvent> handler = failing(event -> event.sequenceNumber() == 3, failure);
        CountDownLatch five = new CountDownLatch(5);
        Following following = stream.follow(
                1,
                event -> {
                    five.countDown();
                    handler.accept(event);
                },
                FollowPolicy.skip());
        awaitUninterruptibly(five);
        following.cancel();
        await(following);
        assertThat(seen).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void what_fails_may_be_tried_again_and_later_events_wait() throws Exception {
        append(4);
        CountDownLatch four = new CountDownLatch(1);
        Following following = stream.follow(
                1,
                event -> {
                    seen.add(event.sequenceNumber());
                    if (event.sequenceNumber() == 2 && seen.size() < 5) {
                        throw new IllegalStateException("not yet");
                    }
                    if (event.sequenceNumber() == 4) {
                        four.countDown();
                    }
                },
                FollowPolicy.retry(10, PAUSE, PAUSE.multipliedBy(4), FollowPolicy.stop()));
        assertThat(four.await(60, TimeUnit.SECONDS)).isTrue();
        following.cancel();
        await(following);
        assertThat(seen).containsExactly(1L, 2L, 2L, 2L, 2L, 3L, 4L);
    }

    @Test
    void after_the_last_attempt_another_policy_decides() {
        append(3);
        IllegalStateException failure = new IllegalStateException("never");
        Following following = stream.follow(
                2, failing(event -> true, failure), FollowPolicy.retry(3, PAUSE, PAUSE, FollowPolicy.stop()));
        assertThatThrownBy(() -> await(following)).hasCause(failure);
        assertThat(seen).containsExactly(2L, 2L, 2L);
    }

    @Test
    void a_pause_of_any_length_ends_when_it_is_cancelled() throws Exception {
        append(1);
        CountDownLatch decided = new CountDownLatch(1);
        Following following = stream.follow(
                1, failing(event -> true, new IllegalStateException("later")), (event, failure, attempt) -> {
                    decided.countDown();
                    return FollowPolicy.Decision.retryAfter(Duration.ofSeconds(Long.MAX_VALUE));
                });
        assertThat(decided.await(60, TimeUnit.SECONDS)).isTrue();
        append(1);
        following.close();
        await(following);
        assertThat(seen).containsExactly(1L);
    }

    @Test
    void a_policy_that_fails_ends_it() {
        append(1);
        IllegalArgumentException problem = new IllegalArgumentException("undecided");
        Following following =
                stream.follow(1, failing(event -> true, new IllegalStateException("no")), (event, failure, attempt) -> {
                    throw problem;
                });
        assertThatThrownBy(() -> await(following)).hasCause(problem);
    }

    @Test
    void an_error_of_the_handler_always_ends_it() {
        append(2);
        AssertionError error = new AssertionError("broken");
        Following following = stream.follow(
                1,
                event -> {
                    throw error;
                },
                FollowPolicy.skip());
        assertThatThrownBy(() -> await(following)).hasCause(error);
    }

    @Test
    void a_store_that_fails_and_a_sequencer_that_closes_end_it() {
        append(1);
        StoreFailedException failure = new StoreFailedException("damaged", null);
        store.beforeRead(() -> {
            throw failure;
        });
        Following damaged = stream.follow(1, event -> {});
        assertThatThrownBy(() -> await(damaged)).hasCause(failure);
        store.beforeRead(() -> {});
        Following open = stream.follow(1, event -> {});
        sequencer.close();
        assertThatThrownBy(() -> await(open)).hasCauseInstanceOf(SequencerClosedException.class);
    }

    @Test
    void policies_that_make_no_sense_are_refused() {
        assertThatThrownBy(() -> FollowPolicy.retry(0, PAUSE, PAUSE, FollowPolicy.stop()))
                .hasMessage("attempts is 0; it must be 1 or more");
        assertThatThrownBy(() -> FollowPolicy.retry(1, PAUSE, Duration.ZERO, FollowPolicy.stop()))
                .hasMessageStartingWith("pauses from PT0.001S to PT0S make no sense");
        assertThatThrownBy(() -> FollowPolicy.Decision.retryAfter(Duration.ofNanos(-1)))
                .hasMessage("pause is PT-0.000000001S; it must not be negative");
    }

    private Consumer<SequencedEvent> failing(Predicate<SequencedEvent> when, RuntimeException failure) {
        return event -> {
            seen.add(event.sequenceNumber());
            if (when.test(event)) {
                throw failure;
            }
        };
    }

    private void append(int count) {
        assertThat(stream.append(Samples.orders(count)).accepted()).isEqualTo(count);
    }

    private static void await(Following following) throws ExecutionException {
        try {
            following.completion().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Long> numbers(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }
}
