package com.stateset.sequencer.tck.projection;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.ReadFilter;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.projection.AtLeastOnceProjection;
import com.stateset.sequencer.projection.FailurePolicy;
import com.stateset.sequencer.projection.ProjectionBuild.Role;
import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.ProjectionStatus;
import com.stateset.sequencer.projection.runner.ProjectionRunners;
import com.stateset.sequencer.tck.EventBuilder;
import com.stateset.sequencer.tck.Retrying;
import com.stateset.sequencer.tck.StoreContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Events become state, once each and in order. */
public abstract class ProjectionStateContract extends ProjectionCase {

    @Test
    void events_become_state_stream_by_stream() {
        ProjectionTally tally = ProjectionTally.version(1);
        place().append(stream, "a", "b", "a");
        place().run(tally);
        place().append(other, "a", "c");
        place().append(stream, "a");
        place().awaitCaughtUp("tally");
        assertThat(place().tally()).isEqualTo(tally.of(place().events(List.of(stream, other))));
        ProjectionStatus status = place().status("tally");
        assertThat(status.build().role()).isEqualTo(Role.LIVE);
        assertThat(status.streams()).isEqualTo(2);
        assertThat(status.applied()).isEqualTo(6);
        assertThat(status.progress()).isEqualTo(1);
        assertThat(status.workers()).isEqualTo(1);
    }

    @Test
    void events_that_hardly_fit_a_page_are_not_overlooked() {
        ProjectionTally tally = ProjectionTally.version(1);
        String large = "{\"text\":\"" + "x".repeat(1_000_000) + "\"}";
        for (int i = 0; i < 12; i++) {
            place().store()
                    .append(List.of(StoreContract.batch(
                            EventBuilder.event(stream).payload(large).candidate())));
        }
        place().run(tally);
        place().awaitCaughtUp("tally");
        assertThat(place().tally()).isEqualTo(tally.of(place().events(stream)));
    }

    @Test
    void a_projection_sees_only_what_it_asks_for() {
        ProjectionTally tally = ProjectionTally.version(1)
                .only(ReadFilter.ALL.entityTypes(List.of("order")).eventTypes(List.of("order.changed")));
        place().append(stream, "a");
        List.of(
                        EventBuilder.event(stream).entity("order", "a").type("order.seen"),
                        EventBuilder.event(stream).entity("customer", "c").type("order.changed"))
                .forEach(event -> place().store().append(List.of(StoreContract.batch(event.candidate()))));
        place().run(tally);
        place().awaitCaughtUp("tally");
        assertThat(place().tally())
                .isEqualTo(tally.of(place().events(stream)))
                .hasSize(1)
                .first()
                .satisfies(row -> assertThat(row.get(2)).isEqualTo("1"));
    }

    @Test
    void what_this_process_appends_wakes_its_projections() {
        ProjectionOptions blind = ProjectionOptions.defaults().lease(LONG).pollInterval(LONG);
        try (Sequencer sequencer = Sequencer.builder()
                .store(fixture().open(place().name()))
                .with(ProjectionRunners.of(fixture().adapt(ProjectionTally.version(1)), blind))
                .build()) {
            for (int number = 1; number <= 3; number++) {
                int applied = number;
                sequencer.stream(stream).append(anEvent());
                Retrying.await(
                        "event " + number, LIMIT, () -> place().status("tally").applied() == applied);
            }
        }
    }

    @Test
    void a_waiting_reader_returns_when_an_event_has_been_applied() throws InterruptedException {
        place().run(ProjectionTally.version(1));
        place().append(stream, "a", "b");
        assertThat(place().projections().awaitApplied("tally", stream, 2, LIMIT))
                .isTrue();
        assertThat(place().tally()).hasSize(2);
        assertThat(place().projections().awaitApplied("tally", stream, 3, Duration.ofMillis(20)))
                .isFalse();
    }

    @Test
    void effects_outside_come_in_order_and_at_least_once() {
        List<Long> seen = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger failures = new AtomicInteger(2);
        place().append(stream, "a", "b", "c");
        place().run(
                        new Outside(event -> {
                            if (event.sequenceNumber() == 2 && failures.getAndDecrement() > 0) {
                                throw new IllegalStateException("not now");
                            }
                            seen.add(event.sequenceNumber());
                        }),
                        ProjectionPlace.OPTIONS.failures(
                                FailurePolicy.stop().pauses(Duration.ofMillis(1), Duration.ofMillis(1))));
        place().awaitCaughtUp("outside");
        assertThat(seen).containsExactly(1L, 2L, 3L);
        place().projections().reset("outside");
        Retrying.await("all of it again", LIMIT, () -> seen.size() == 6);
        assertThat(seen).containsExactly(1L, 2L, 3L, 1L, 2L, 3L);
    }

    private static NewEvent anEvent() {
        return NewEvent.builder()
                .entity("order", "z")
                .eventType("order.changed")
                .payload("{}")
                .createdAt("2026-01-02T03:04:05Z")
                .sourceAgent(UUID.randomUUID())
                .build();
    }

    /** A projection with effects in this process. */
    private record Outside(Consumer<SequencedEvent> effect) implements AtLeastOnceProjection {

        @Override
        public String name() {
            return "outside";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void apply(SequencedEvent event) {
            effect.accept(event);
        }
    }
}
