package com.stateset.sequencer.tck.history;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.Retrying;
import com.stateset.sequencer.tck.StoreFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run of the history oracle at a new place: starts writers and readers, here and in other JVMs, records all they do, and
 * checks it in the end. Closing ends everything and deletes the place. For one thread, the test's.
 *
 * <pre>{@code
 * try (HistoryRun run = new HistoryRun(fixture)) {
 *     EventStore store = run.open();
 *     run.tail(() -> store);
 *     run.write(4, 100, () -> store);
 *     run.awaitWriters();
 *     run.check();
 * }
 * }</pre>
 *
 * <p>The workload follows a seed, which is logged and stands in every failure; {@code -Dsequencer.seed=N} repeats it.
 */
public final class HistoryRun implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryRun.class);
    private static final Duration LIMIT = Duration.ofMinutes(20);
    private static final Duration PAUSE_BETWEEN_KEYS = Duration.ofMillis(200);
    private static final int ANSWERS_BETWEEN_KEYS = 8;
    private static final int VIOLATIONS_SHOWN = 8;

    private final StoreFixture fixture;
    private final String place;
    private final long seed = Long.getLong("sequencer.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);
    private final Workload workload = new Workload(seed);
    private final History history = new History();
    private final AtomicLong lastPage = new AtomicLong();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> writers = new ArrayList<>();
    private final List<Future<?>> readers = new ArrayList<>();
    private final List<Tailer> tailers = new ArrayList<>();
    private final List<EventStore> stores = new ArrayList<>();
    private final List<RemoteWriter> remotes = new ArrayList<>();

    /** Makes a place for the run. */
    public HistoryRun(StoreFixture fixture) {
        this.fixture = fixture;
        this.place = fixture.create();
        LOG.info("history oracle at {} with seed {}", place, seed);
        try (EventStore store = fixture.open(place)) {
            workload.firstKeys().forEach(change -> history.keys().change(change, store.agentKeys()));
        }
    }

    /** The seed. */
    public long seed() {
        return seed;
    }

    /** Numbers that follow from the seed, for what a test itself leaves to chance. */
    public SplittableRandom random() {
        return random;
    }

    /** The name of the place. */
    public String place() {
        return place;
    }

    /** All calls so far; appends that a test makes through it are checked like any other. */
    public History history() {
        return history;
    }

    /** The streams of the workload. */
    public List<StreamId> streams() {
        return workload.streams();
    }

    /** Opens a store that is closed with the run. */
    public EventStore open() {
        EventStore store = fixture.open(place);
        stores.add(store);
        return store;
    }

    /** Starts threads of this JVM that make some calls each. The store is asked for before each call. */
    public void write(int threadCount, int callsEach, Supplier<EventStore> store) {
        for (int i = 0; i < threadCount; i++) {
            Writer writer = new Writer("w" + writers.size(), workload, history, lastPage, random.split());
            writers.add(threads.submit(() -> writer.run(callsEach, store)));
        }
    }

    /**
     * Starts a thread that registers and revokes keys of the agents, one now and then while calls are answered. Not for runs
     * with writers in other JVMs, whose calls are heard of too late to tell by which keys they were judged.
     */
    public void changeKeys(EventStore store) {
        writers.add(threads.submit(() -> {
            for (KeyChange change : workload.keyChanges()) {
                int answers = history.answers() + ANSWERS_BETWEEN_KEYS;
                Retrying.comesAbout(PAUSE_BETWEEN_KEYS, () -> history.answers() >= answers);
                history.keys().change(change, store.agentKeys());
            }
        }));
    }

    /** Starts a writer in another JVM, with the run's own fixture. */
    public RemoteWriter writeRemotely(int threadCount, int callsEach) {
        return writeRemotely(fixture.getClass(), threadCount, callsEach);
    }

    /** Starts a writer in another JVM, with a fixture of its own that knows the place by its name. */
    public RemoteWriter writeRemotely(Class<? extends StoreFixture> fixtureClass, int threadCount, int callsEach) {
        List<String> arguments = List.of(
                fixtureClass.getName(),
                place,
                Long.toString(seed),
                "p" + remotes.size(),
                Integer.toString(threadCount),
                Integer.toString(callsEach),
                Long.toString(lastPage.get()));
        RemoteWriter remote = RemoteWriter.start(arguments, new CallLines(workload, lastPage), history);
        remotes.add(remote);
        return remote;
    }

    /** Starts a reader at the tail of each stream, until {@link #check}. */
    public void tail(Supplier<EventStore> store) {
        for (StreamId stream : workload.streams()) {
            Tailer tailer = new Tailer(stream, store, history);
            tailers.add(tailer);
            readers.add(threads.submit(tailer));
        }
    }

    /** Whether all threads that {@link #write} started are done. */
    public boolean writersAreDone() {
        return writers.stream().allMatch(Future::isDone);
    }

    /** Waits until all threads that {@link #write} started are done. */
    public void awaitWriters() {
        await(writers);
    }

    /**
     * Stops the readers, reads everything back through a store opened anew, and checks it all.
     *
     * @throws AssertionError with the seed and what is wrong
     */
    public void check() {
        List<String> violations = violations();
        if (!violations.isEmpty()) {
            throw new AssertionError(report(violations));
        }
    }

    List<String> violations() {
        tailers.forEach(Tailer::stop);
        await(readers);
        try (EventStore store = fixture.open(place)) {
            List<String> violations = new ArrayList<>(HistoryCheck.violations(history, store));
            for (Tailer tailer : tailers) {
                tailer.problem(LogCheck.read(store, tailer.stream(), any -> {})).ifPresent(violations::add);
            }
            LOG.info("seed {}: {}", seed, history);
            return violations;
        }
    }

    private String report(List<String> violations) {
        return "the history is not what it must be; repeat with -Dsequencer.seed=" + seed + "\n  "
                + violations.stream().limit(VIOLATIONS_SHOWN).collect(Collectors.joining("\n  "))
                + (violations.size() > VIOLATIONS_SHOWN
                        ? "\n  and " + (violations.size() - VIOLATIONS_SHOWN) + " more"
                        : "");
    }

    private void await(List<Future<?>> futures) {
        try {
            for (Future<?> future : futures) {
                future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("a thread of the run failed; seed " + seed, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted; seed " + seed, e);
        }
    }

    @Override
    public void close() {
        remotes.forEach(RemoteWriter::close);
        tailers.forEach(Tailer::stop);
        threads.shutdownNow();
        stores.forEach(EventStore::close);
        fixture.delete(place);
    }
}
