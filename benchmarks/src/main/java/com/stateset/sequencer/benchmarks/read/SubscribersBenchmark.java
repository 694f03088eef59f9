package com.stateset.sequencer.benchmarks.read;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.benchmarks.database.BenchmarkDatabase;
import com.stateset.sequencer.benchmarks.turns.Comparison;
import com.stateset.sequencer.benchmarks.turns.Comparison.Measurement;
import com.stateset.sequencer.benchmarks.turns.SampleOptions;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.PostgresEventStore;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures what subscribers of a stream cost those who append to it. */
@Command(
        name = "subscribers",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Measures how fast events are stored in a stream with subscribers, beside one without, in turns.")
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class SubscribersBenchmark implements Callable<Integer> {

    private static final long LOOK_NANOS = 100_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--subscribers", defaultValue = "200", description = "How many subscribe to the one stream.")
    private int subscribers;

    @Option(names = "--callers", defaultValue = "4", description = "How many append at once.")
    private int callers;

    @Option(names = "--batch", defaultValue = "100", description = "How many events each call appends.")
    private int batch;

    @Option(names = "--calls", defaultValue = "200", description = "How many calls make a turn.")
    private int calls;

    @Option(names = "--rounds", defaultValue = "10", description = "Rounds that count, after two that do not.")
    private int rounds;

    @Mixin
    private SampleOptions sample;

    private final List<CountingSubscriber> counting = new ArrayList<>();

    /** Made by picocli. */
    public SubscribersBenchmark() {}

    @Override
    public Integer call() throws Exception {
        if (subscribers < 1 || callers < 1 || batch < 1 || calls < 1 || rounds < 1) {
            throw new ParameterException(spec.commandLine(), "all numbers must be 1 or more");
        }
        if (sample.isQuick()) {
            calls = 10;
            rounds = 1;
        }
        PrintWriter out = spec.commandLine().getOut();
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try (BenchmarkDatabase database = BenchmarkDatabase.create();
                Sequencer sequencer = Sequencer.builder()
                        .store(PostgresEventStore.connect(database.url()))
                        .build()) {
            UUID tenant = UUID.randomUUID();
            EventStream followed = sequencer.stream(new StreamId(tenant, UUID.randomUUID()));
            EventStream alone = sequencer.stream(new StreamId(tenant, UUID.randomUUID()));
            for (int i = 0; i < subscribers; i++) {
                CountingSubscriber subscriber = new CountingSubscriber();
                followed.subscribe(1).subscribe(subscriber);
                counting.add(subscriber);
            }
            out.printf(
                    Locale.ROOT,
                    "%d callers, batches of %d, one stream, %d subscribers; wanted: 0.9 or more%n",
                    callers,
                    batch,
                    subscribers);
            compare(followed, alone, threads, out);
        } finally {
            threads.shutdownNow();
        }
        return 0;
    }

    private void compare(EventStream followed, EventStream alone, ExecutorService threads, PrintWriter out)
            throws Exception {
        OrderEvents orders = new OrderEvents(sample.seed());
        Comparison.printHead(out);
        Comparison stored = new Comparison();
        Comparison seen = new Comparison();
        for (int round = sample.isQuick() ? 0 : -2; round < rounds; round++) {
            Lap first = lap(followed, counting, orders, threads);
            Measurement bare = lap(alone, List.of(), orders, threads)
                    .stored()
                    .plus(lap(alone, List.of(), orders, threads).stored());
            Lap last = lap(followed, counting, orders, threads);
            if (round >= 0) {
                stored.add(first.stored().plus(last.stored()), bare);
                seen.add(first.seen().plus(last.seen()), bare);
            }
        }
        stored.print(out, "with subscribers : without");
        seen.print(out, "until the last subscriber has it : without");
    }

    private Lap lap(EventStream stream, List<CountingSubscriber> followers, OrderEvents orders, ExecutorService threads)
            throws Exception {
        List<List<NewEvent>> batches = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            batches.add(orders.next(batch));
        }
        AtomicInteger next = new AtomicInteger();
        long start = System.nanoTime();
        List<Future<?>> done = new ArrayList<>();
        for (int caller = 0; caller < callers; caller++) {
            done.add(threads.submit(() -> {
                for (int call = next.getAndIncrement(); call < calls; call = next.getAndIncrement()) {
                    if (stream.append(batches.get(call)).accepted() != batch) {
                        throw new IllegalStateException("not all events of a batch were new");
                    }
                }
                return null;
            }));
        }
        for (Future<?> caller : done) {
            caller.get();
        }
        long stored = System.nanoTime() - start;
        long head = stream.head();
        while (!followers.stream().allMatch(follower -> follower.last() >= head)) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        long seen = System.nanoTime() - start;
        long events = (long) calls * batch;
        return new Lap(new Measurement(events, stored), new Measurement(events, seen));
    }

    /** A turn until everything was stored, and until everyone had it. */
    private record Lap(Measurement stored, Measurement seen) {}
}
