package com.stateset.sequencer.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.SequencerBuilder;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.projection.AtLeastOnceProjection;
import com.stateset.sequencer.projection.FailurePolicy;
import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.runner.ProjectionRunners;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import com.stateset.sequencer.testsupport.TestPostgres;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Test;

class SequencerMetersTest {

    private static final Duration OFTEN = Duration.ofMillis(20);

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final SequencerMeters meters = SequencerMeters.of(registry, Tags.empty(), OFTEN);
    private final StreamId stream = new StreamId(UUID.randomUUID(), UUID.randomUUID());

    private Sequencer open(EventStore store, ProjectionRunners... projections) {
        SequencerBuilder builder = Sequencer.builder()
                .store(store)
                .signingKey(SigningKey.generate())
                .headsLogInterval(OFTEN)
                .observer(meters)
                .with(meters);
        List.of(projections).forEach(builder::with);
        return builder.build();
    }

    private static NewEvent order(String id) {
        return NewEvent.builder()
                .entity("order", id)
                .eventType("order.placed")
                .payload("{}")
                .build();
    }

    @Test
    void a_backlog_of_commitments_grows_and_goes() {
        try (Sequencer sequencer = open(SqliteEventStore.inMemory())) {
            await("sequencer.commitment.backlog.events", backlog -> backlog == 0);
            sequencer.stream(stream).append(order("o-1"), order("o-2"));
            await("sequencer.commitment.backlog.events", backlog -> backlog == 2);
            await("sequencer.commitment.backlog.age", age -> age > 0);
            sequencer.stream(stream).commit();
            await("sequencer.commitment.backlog.age", age -> age == 0);
            assertThat(value("sequencer.commitments", "outcome", "published")).isEqualTo(1);
        }
    }

    @Test
    void the_heads_log_catches_up_and_its_checkpoint_is_young_again() {
        try (Sequencer sequencer = open(SqliteEventStore.inMemory())) {
            await("sequencer.heads.log.checkpoint.age", age -> age > 0.3);
            sequencer.stream(stream).append(order("o-1"));
            await("sequencer.heads.log.checkpoint.age", age -> age < 0.3);
            await("sequencer.heads.log.behind", behind -> behind == 0);
        }
    }

    @Test
    void projections_are_seen_to_fail_park_and_lag() {
        ProjectionRunners runners = ProjectionRunners.of(
                new Picky(),
                ProjectionOptions.defaults()
                        .failures(FailurePolicy.park().attempts(2).pauses(OFTEN, OFTEN)));
        try (Sequencer sequencer = open(SqliteEventStore.inMemory(), runners)) {
            sequencer.stream(stream).append(order("good"), order("bad"), order("good-too"));
            await("sequencer.projection.parked.events", parked -> parked == 1, "projection", "picky");
            await("sequencer.projection.lag.events", lag -> lag == 0, "projection", "picky", "role", "live");
            assertThat(value("sequencer.projection.failures", "consequence", "retried"))
                    .isEqualTo(1);
            assertThat(value("sequencer.projection.failures", "consequence", "parked"))
                    .isEqualTo(1);
            await("sequencer.projection.events", applied -> applied == 2, "projection", "picky");
        }
        assertThat(registry.find("sequencer.projection.lag.events").meter()).isNull();
    }

    @Test
    void a_stopped_projection_shows_as_a_stream_that_stands_still() {
        ProjectionRunners runners = ProjectionRunners.of(
                new Picky(),
                ProjectionOptions.defaults().failures(FailurePolicy.stop().attempts(1)));
        try (Sequencer sequencer = open(SqliteEventStore.inMemory(), runners)) {
            sequencer.stream(stream).append(order("bad"), order("good"));
            await("sequencer.projection.stopped.streams", stopped -> stopped == 1, "projection", "picky");
            await("sequencer.projection.lag.events", lag -> lag == 2, "projection", "picky");
            assertThat(value("sequencer.projection.failures", "consequence", "stopped"))
                    .isEqualTo(1);
        }
    }

    @Test
    void gauges_leave_with_their_sequencer_and_counters_stay() {
        try (Sequencer sequencer = open(SqliteEventStore.inMemory())) {
            sequencer.stream(stream).append(order("o-1"));
            assertThat(registry.find("sequencer.lane.queue.events").meters()).isNotEmpty();
        }
        assertThat(registry.find("sequencer.lane.queue.events").meters()).isEmpty();
        assertThat(registry.find("sequencer.store.up").meters()).isEmpty();
        assertThat(value("sequencer.ingest.events", "outcome", "accepted")).isEqualTo(1);
        try (Sequencer again = open(SqliteEventStore.inMemory())) {
            again.stream(stream).append(order("o-1"));
            assertThat(value("sequencer.ingest.events", "outcome", "accepted")).isEqualTo(2);
            assertThat(registry.find("sequencer.lane.queue.events").meters()).isNotEmpty();
        }
    }

    @Test
    void a_store_that_cannot_be_reached_shows_and_a_pool_is_counted() throws Exception {
        try (TestPostgres postgres = TestPostgres.start()) {
            EventStore store = PostgresEventStore.builder(postgres.createDatabase())
                    .maxConnections(7)
                    .open();
            try (Sequencer sequencer = open(store)) {
                sequencer.stream(stream).append(order("o-1"));
                await("sequencer.store.up", up -> up == 1);
                assertThat(value("sequencer.pool.max.connections")).isEqualTo(7);
                await("sequencer.pool.total.connections", total -> total >= 1 && total <= 7);
                assertThat(value("sequencer.pool.utilization")).isBetween(0.0, 1.0);
                postgres.kill();
                await("sequencer.store.up", up -> up == 0);
                await("sequencer.store.sample.age", age -> age > 0.2);
                await("sequencer.pool.timeouts", timeouts -> timeouts >= 1);
                postgres.startAgain();
                await("sequencer.store.up", up -> up == 1);
                await("sequencer.pool.idle.connections", idle -> idle >= 1);
            }
        }
    }

    /** At-least-once, so that it needs no table. */
    private record Picky() implements AtLeastOnceProjection {

        @Override
        public String name() {
            return "picky";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void apply(SequencedEvent event) {
            if (event.event().entity().id().equals("bad")) {
                throw new IllegalStateException("not this one");
            }
        }
    }

    private void await(String name, DoublePredicate wanted, String... tags) {
        Instant end = Instant.now().plusSeconds(30);
        while (!wanted.test(value(name, tags))) {
            assertThat(Instant.now()).as(name + " is " + value(name, tags)).isBefore(end);
            Thread.onSpinWait();
        }
    }

    /** The value of a meter; -1 if it is not there. */
    private double value(String name, String... tags) {
        Meter meter = registry.find(name).tags(tags).meter();
        return meter == null ? -1 : meter.measure().iterator().next().getValue();
    }
}
