package com.stateset.sequencer.tck.projection;

import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.projection.Projection;
import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.ProjectionStatus;
import com.stateset.sequencer.projection.runner.ProjectionRunner;
import com.stateset.sequencer.projection.runner.Projections;
import com.stateset.sequencer.projection.spi.ProjectionHost;
import com.stateset.sequencer.projection.spi.ProjectionStore;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.EventBuilder;
import com.stateset.sequencer.tck.Retrying;
import com.stateset.sequencer.tck.StoreContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A place with a store and runners of projections, for one test. Not thread-safe. */
final class ProjectionPlace implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(60);

    /** Quick, so that tests are; what polls more often only takes the processor from what it polls for. */
    static final ProjectionOptions OPTIONS =
            ProjectionOptions.defaults().lease(Duration.ofSeconds(2)).pollInterval(Duration.ofMillis(25));

    private static final int ATTEMPTS = 100;

    private final ProjectionFixture fixture;
    private final String name;
    private final EventStore store;
    private final List<ProjectionRunner> runners = new ArrayList<>();

    ProjectionPlace(ProjectionFixture fixture) {
        this.fixture = fixture;
        this.name = fixture.create();
        this.store = fixture.open(name);
    }

    String name() {
        return name;
    }

    EventStore store() {
        return store;
    }

    ProjectionStore projectionStore() {
        return ProjectionHost.projectionsOf(store);
    }

    Projections projections() {
        return Projections.of(store);
    }

    ProjectionRunner run(ProjectionUnderTest projection) {
        return run(projection, OPTIONS);
    }

    ProjectionRunner run(ProjectionUnderTest projection, ProjectionOptions options) {
        return run(fixture.adapt(projection), options);
    }

    /** The projection as the store runs it, but for several events at a time. */
    TogetherProjection<?> together(ProjectionUnderTest projection) {
        return TogetherProjection.of(fixture.adapt(projection));
    }

    ProjectionRunner run(Projection projection, ProjectionOptions options) {
        ProjectionRunner runner = projections().run(projection, options);
        runners.add(runner);
        return runner;
    }

    /** Appends an event per id, each about the entity of that id. */
    void append(StreamId stream, String... entities) {
        for (String entity : entities) {
            StoreContract.retrying(
                    store,
                    List.of(StoreContract.batch(
                            EventBuilder.event(stream).entity("order", entity).candidate())));
        }
    }

    List<SequencedEvent> events(StreamId stream) {
        return retrying(() ->
                StoreContract.readAll(store, stream, ReadOptions.forwardsFrom(1).limit(ReadOptions.MAX_LIMIT)));
    }

    List<SequencedEvent> events(List<StreamId> streams) {
        return streams.stream().flatMap(stream -> events(stream).stream()).toList();
    }

    /** The same, page by page. */
    Stream<SequencedEvent> walk(List<StreamId> streams) {
        ReadOptions fromStart = ReadOptions.forwardsFrom(1).limit(ReadOptions.MAX_LIMIT);
        return streams.stream()
                .flatMap(stream -> Stream.iterate(
                                Optional.of(retrying(() -> store.read(stream, fromStart))),
                                Optional::isPresent,
                                page -> page.flatMap(EventPage::next)
                                        .map(options -> retrying(() -> store.read(stream, options))))
                        .flatMap(page -> page.orElseThrow().events().stream()));
    }

    List<List<String>> query(String sql) {
        return fixture.query(name, sql);
    }

    List<List<String>> tally() {
        return query(ProjectionTally.READ);
    }

    ProjectionStatus status(String projection) {
        return retrying(() -> projections().status(projection)).get(0);
    }

    /** Tries again while the store cannot be reached. */
    static <T> T retrying(Supplier<T> call) {
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            try {
                return call.get();
            } catch (StoreUnavailableException e) {
                Retrying.pause();
            }
        }
        return call.get();
    }

    void execute(String sql) {
        fixture.execute(name, sql);
    }

    void awaitCaughtUp(String projection) {
        Retrying.await(
                "the end of the streams",
                LIMIT,
                () -> retrying(() -> projections().status(projection)).stream()
                        .allMatch(status -> status.lag() == 0 && status.streams() > 0));
    }

    @Override
    public void close() {
        runners.forEach(ProjectionRunner::close);
        store.close();
        fixture.delete(name);
    }
}
