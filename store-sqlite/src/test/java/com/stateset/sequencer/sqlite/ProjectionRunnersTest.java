package com.stateset.sequencer.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.SequencerBuilder;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.projection.AtLeastOnceProjection;
import com.stateset.sequencer.projection.Projection;
import com.stateset.sequencer.projection.runner.ProjectionRunners;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ProjectionRunnersTest {

    private final List<Long> seen = new CopyOnWriteArrayList<>();

    @Test
    void they_run_with_the_sequencer_and_are_looked_after_there() throws Exception {
        ProjectionRunners runners = ProjectionRunners.of(projection("numbers", 1));
        try (Sequencer sequencer = Sequencer.builder()
                .store(SqliteEventStore.inMemory())
                .with(runners)
                .build()) {
            sequencer.stream(Samples.STREAM).append(event());
            assertThat(runners.projections().awaitApplied("numbers", Samples.STREAM, 1, Duration.ofMinutes(1)))
                    .isTrue();
            assertThat(seen).containsExactly(1L);
        }
    }

    @Test
    void they_are_there_when_the_sequencer_is_built() {
        ProjectionRunners runners = ProjectionRunners.of();
        assertThatThrownBy(runners::projections)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("these projections start with a sequencer: build that first");
        try (Sequencer sequencer = Sequencer.builder()
                .store(SqliteEventStore.inMemory())
                .with(runners)
                .build()) {
            assertThat(sequencer.feed()).isNotNull();
            assertThat(runners.projections().status()).isEmpty();
        }
    }

    @Test
    void they_belong_to_one_sequencer() {
        ProjectionRunners runners = ProjectionRunners.of(projection("numbers", 1));
        try (Sequencer sequencer = Sequencer.builder()
                        .store(SqliteEventStore.inMemory())
                        .with(runners)
                        .build();
                SqliteEventStore other = SqliteEventStore.inMemory()) {
            assertThat(sequencer.feed()).isNotNull();
            SequencerBuilder second = Sequencer.builder().store(other).with(runners);
            assertThatThrownBy(second::build)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("these projections run with another sequencer already");
        }
    }

    @Test
    void one_that_cannot_be_run_keeps_the_sequencer_from_starting() {
        ProjectionRunners runners = ProjectionRunners.of(projection("numbers", 1), projection("no name", 1));
        try (SqliteEventStore store = SqliteEventStore.inMemory()) {
            SequencerBuilder builder = Sequencer.builder().store(store).with(runners);
            assertThatThrownBy(builder::build)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("'no name' cannot name a projection: ");
        }
    }

    private static NewEvent event() {
        return NewEvent.builder()
                .entity("order", "o-1")
                .eventType("order.placed")
                .payload("{}")
                .build();
    }

    private Projection projection(String name, int version) {
        return new AtLeastOnceProjection() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public int version() {
                return version;
            }

            @Override
            public void apply(SequencedEvent event) {
                seen.add(event.sequenceNumber());
            }
        };
    }
}
