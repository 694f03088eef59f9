package com.stateset.sequencer.postgres;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.projection.AtLeastOnceProjection;
import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.runner.ProjectionRunner;
import com.stateset.sequencer.projection.runner.Projections;
import com.stateset.sequencer.spi.EventStore;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class PostgresProjectionWakeupTest extends OwnDatabase {

    private static final ProjectionOptions BLIND =
            ProjectionOptions.defaults().lease(Duration.ofHours(1)).pollInterval(Duration.ofHours(1));

    @Test
    void a_notice_wakes_a_projection_that_does_not_look_by_itself() {
        EventStore writer = open();
        Set<StreamId> seen = ConcurrentHashMap.newKeySet();
        try (ProjectionRunner runner = Projections.of(open()).run(new Seeing(seen), BLIND)) {
            assertThat(runner).isNotNull();
            StreamId first = Samples.newStream();
            Eventually.holds("the notices flow", () -> {
                assertThat(Samples.append(writer, event(first).candidate())).hasSize(1);
                return seen.contains(first);
            });
            StreamId second = Samples.newStream();
            assertThat(Samples.append(writer, event(second).candidate())).containsExactly("accepted 1");
            Eventually.holds("the event of a new stream", () -> seen.contains(second));
        }
    }

    /** Remembers of which streams it has seen events. */
    private record Seeing(Set<StreamId> streams) implements AtLeastOnceProjection {

        @Override
        public String name() {
            return "seeing";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void apply(SequencedEvent event) {
            streams.add(event.event().stream());
        }
    }
}
