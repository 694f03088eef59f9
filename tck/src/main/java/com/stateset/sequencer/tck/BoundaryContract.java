package com.stateset.sequencer.tck;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.dcb.AppendCondition;
import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.event.BatchRule;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.ReadFilter;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.EventStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The tests by which the DCB community judges event stores, rebuilt: <i>consistency</i>, that under many writers with random queries no event
 * is stored whose condition did not hold; <i>monotony</i>, that what a reader has seen up to a head is all that will ever be there;
 * <i>parallel writes</i>, that of those who decide on the same events one is stored.
 */
public abstract class BoundaryContract extends StoreContract {

    private static final int WRITERS = 4;
    private static final int ROUNDS = 12;
    private static final int COUNTED = 3;

    /** An append as it was tried: on what, and what became of it. */
    private record Attempt(TagQuery query, long after, Outcome outcome) {}

    @Test
    void consistency_holds_whatever_is_asked_for() {
        long seed = System.nanoTime();
        StreamId stream = newStream();
        EventStore another = openAnother();
        List<List<Attempt>> attempts =
                Race.run(writers(i -> attempts(i % 2 == 0 ? store() : another, stream, new Random(seed + i))));
        List<SequencedEvent> log = readAll(stream);
        int accepted = 0;
        for (Attempt attempt : attempts.stream().flatMap(List::stream).toList()) {
            if (attempt.outcome() instanceof Outcome.Accepted stored) {
                accepted++;
                assertThat(log.subList((int) attempt.after(), (int) stored.sequenceNumber() - 1))
                        .as("seed %d, %s", seed, attempt)
                        .noneMatch(event -> matches(attempt.query(), event));
            } else {
                long ruledOut = ((Rejection.AppendConditionFailed) ((Outcome.Rejected) attempt.outcome()).rejection())
                        .sequenceNumber();
                assertThat(ruledOut).as("seed %d, %s", seed, attempt).isGreaterThan(attempt.after());
                assertThat(log.subList((int) attempt.after(), (int) ruledOut - 1))
                        .as("seed %d, %s", seed, attempt)
                        .noneMatch(event -> matches(attempt.query(), event));
                assertThat(matches(attempt.query(), log.get((int) ruledOut - 1)))
                        .as("seed %d, %s", seed, attempt)
                        .isTrue();
            }
        }
        assertThat(accepted).as("seed %d", seed).isPositive().isLessThanOrEqualTo(log.size());
    }

    private static Callable<List<Attempt>> attempts(EventStore store, StreamId stream, Random random) {
        return () -> {
            List<Attempt> attempts = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                TagQuery query = query(random);
                long after = Math.max(0, store.head(stream) - random.nextInt(3));
                List<AdmittedEvent> events = IntStream.rangeClosed(0, random.nextInt(3))
                        .mapToObj(n -> event(stream)
                                .entity("e", "" + random.nextInt(20))
                                .type("t" + random.nextInt(3))
                                .tags(IntStream.range(0, random.nextInt(3))
                                        .mapToObj(t -> tag(random))
                                        .distinct()
                                        .toArray(String[]::new))
                                .candidate())
                        .toList();
                Outcome first = retrying(
                                store,
                                List.of(batch(events).rule(new BatchRule.Atomic(new AppendCondition(query, after)))))
                        .outcomes()
                        .get(0);
                attempts.add(new Attempt(query, after, first));
            }
            return attempts;
        };
    }

    private static TagQuery query(Random random) {
        TagQuery query = switch (random.nextInt(5)) {
            case 0 -> TagQuery.ALL.ofTypes("t" + random.nextInt(3));
            case 1 -> TagQuery.tagged(tag(random)).or(TagQuery.tagged(tag(random)));
            case 2 -> TagQuery.tagged("a:1", tag(random));
            default -> TagQuery.tagged(tag(random));
        };
        return random.nextInt(3) == 0 ? query.ofTypes("t0", "t1") : query;
    }

    private static String tag(Random random) {
        return (random.nextBoolean() ? "a:" : "b:") + random.nextInt(4);
    }

    private static boolean matches(TagQuery query, SequencedEvent event) {
        return query.matches(event.event().eventType(), event.event().tags());
    }

    @Test
    void monotony_what_a_reader_has_seen_up_to_a_head_is_all() {
        StreamId stream = newStream();
        EventStore another = openAnother();
        TagQuery query = TagQuery.tagged("seen");
        AtomicInteger writing = new AtomicInteger(WRITERS);
        List<Callable<Seen>> tasks = new ArrayList<>(writers(i -> () -> {
            try {
                write(i % 2 == 0 ? store() : another, stream);
                return new Seen(List.of(), 0);
            } finally {
                writing.decrementAndGet();
            }
        }));
        tasks.add(() -> {
            Seen seen = seen(another, stream, query);
            while (writing.get() > 0) {
                Seen next = seen(another, stream, query);
                long before = seen.head();
                assertThat(next.numbers().stream().filter(n -> n <= before)).isEqualTo(seen.numbers());
                seen = next;
            }
            return seen;
        });
        Seen last = Race.run(tasks).get(WRITERS);
        assertThat(seen(store(), stream, query).numbers().stream().filter(n -> n <= last.head()))
                .isEqualTo(last.numbers());
        assertThat(seen(store(), stream, query).numbers()).hasSize(WRITERS * ROUNDS);
    }

    /** The numbers of the events that match, and the head up to which these are all. */
    private record Seen(List<Long> numbers, long head) {}

    private static Seen seen(EventStore store, StreamId stream, TagQuery query) {
        List<Long> numbers = new ArrayList<>();
        ReadOptions options = ReadOptions.forwardsFrom(1).limit(7).filter(ReadFilter.ALL.query(query));
        while (true) {
            EventPage page = store.read(stream, options);
            page.events().forEach(event -> numbers.add(event.sequenceNumber()));
            if (page.next().isEmpty()) {
                return new Seen(numbers, page.head());
            }
            options = page.next().get();
        }
    }

    private static void write(EventStore store, StreamId stream) {
        for (int round = 0; round < ROUNDS; round++) {
            retrying(
                    store,
                    List.of(batch(
                            event(stream).tags("seen").candidate(),
                            event(stream).tags("other").candidate())));
        }
    }

    @Test
    void parallel_writes_of_those_who_saw_the_same_one_is_stored() {
        StreamId stream = newStream();
        EventStore another = openAnother();
        for (int round = 0; round < ROUNDS; round++) {
            AppendCondition condition = AppendCondition.none(TagQuery.tagged("round:" + round));
            String tag = "round:" + round;
            List<Outcome> outcomes = Race.run(writers(i -> () -> retrying(
                            i % 2 == 0 ? store() : another,
                            List.of(batch(event(stream).tags(tag).candidate()).rule(new BatchRule.Atomic(condition))))
                    .outcomes()
                    .get(0)));
            assertThat(outcomes.stream().filter(Outcome.Accepted.class::isInstance))
                    .hasSize(1);
        }
        assertThat(readAll(stream)).hasSize(ROUNDS);
    }

    /** Each event carries how many came before it: a decision on a stale count would write one twice. */
    @Test
    void parallel_writes_of_a_counter_lose_and_double_nothing() {
        StreamId stream = newStream();
        EventStore another = openAnother();
        TagQuery query = TagQuery.tagged("counter");
        Race.run(writers(i -> () -> {
            EventStore store = i % 2 == 0 ? store() : another;
            int stored = 0;
            while (stored < COUNTED) {
                Seen seen = seen(store, stream, query);
                AdmittedEvent next = event(stream)
                        .entity("count", "" + i)
                        .payload("{\"n\":" + seen.numbers().size() + "}")
                        .tags("counter")
                        .candidate();
                Outcome outcome = retrying(
                                store,
                                List.of(batch(
                                                next,
                                                event(stream)
                                                        .entity("noise", "" + i)
                                                        .candidate())
                                        .rule(new BatchRule.Atomic(new AppendCondition(query, seen.head())))))
                        .outcomes()
                        .get(0);
                stored += outcome instanceof Outcome.Accepted ? 1 : 0;
            }
            return true;
        }));
        assertThat(readAll(store(), stream, ReadOptions.forwardsFrom(1).filter(ReadFilter.ALL.query(query))))
                .extracting(each -> each.event().payload().toString())
                .doesNotHaveDuplicates()
                .hasSize(WRITERS * COUNTED);
        assertThat(LongStream.rangeClosed(1, store().head(stream)).boxed().toList())
                .isEqualTo(readAll(stream).stream()
                        .map(SequencedEvent::sequenceNumber)
                        .toList());
    }

    private static <T> List<Callable<T>> writers(IntFunction<Callable<T>> writer) {
        return IntStream.range(0, WRITERS).mapToObj(writer).toList();
    }
}
