package com.stateset.sequencer.spring;

import static com.stateset.sequencer.spring.SequencerAutoConfigurationTest.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.projection.ParkedEvent;
import com.stateset.sequencer.projection.runner.Projections;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.replay.TypedEvent;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class EventProjectionTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** An order was placed. */
    record Placed(int cents) {}

    /** Methods in every form, on a bean that itself appends. */
    static class Seen {

        final List<String> all = new CopyOnWriteArrayList<>();
        final List<Integer> cents = new CopyOnWriteArrayList<>();
        private final EventStream log;

        Seen(EventStream log) {
            this.log = log;
        }

        @EventProjection(name = "everything")
        void any(SequencedEvent event) {
            all.add(event.event().entity().id());
        }

        @EventProjection(name = "cents", eventTypes = "order.placed")
        void placed(TypedEvent<Placed> event) {
            cents.add(event.value().cents());
            log.append(NewEvent.builder()
                    .eventId(UUID.nameUUIDFromBytes(
                            new byte[] {(byte) event.event().sequenceNumber()}))
                    .entity("bill", event.event().event().entity().id())
                    .eventType("bill.sent")
                    .payload("{}")
                    .createdAt("2026-01-01T00:00:00Z")
                    .build());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Application {

        @Bean
        Seen seen(EventStream log) {
            return new Seen(log);
        }

        @Bean
        EventTypes<Placed> types() {
            return EventTypes.<Placed>builder()
                    .type("order.placed", Placed.class)
                    .build();
        }
    }

    @Test
    void methods_see_events_and_may_append() {
        Contexts.inMemory().withUserConfiguration(Application.class).run(context -> {
            EventStream log = context.getBean(EventStream.class);
            log.append(event("a"));
            await(context, "cents", 1);
            await(context, "everything", 2);
            Seen seen = context.getBean(Seen.class);
            assertThat(seen.cents).containsExactly(1);
            assertThat(seen.all).containsExactly("a", "a");

            context.stop();
            context.start();
            log.append(event("b"));
            await(context, "cents", 3);
            assertThat(seen.cents).containsExactly(1, 1);
        });
    }

    @Test
    void what_throws_is_parked_if_properties_say_so() {
        Contexts.inMemory()
                .withUserConfiguration(Throwing.class)
                .withPropertyValues(
                        "sequencer.projections.defaults.on-failure=park",
                        "sequencer.projections.each.always_fails.attempts=1")
                .run(context -> {
                    context.getBean(EventStream.class).append(event("a"));
                    await(context, "always_fails", 1);
                    assertThat(context.getBean(Projections.class).parked("always_fails", 10))
                            .extracting(ParkedEvent::sequenceNumber)
                            .containsExactly(1L);
                });
    }

    @Test
    void a_name_that_no_projection_has_ends_the_start() {
        Contexts.inMemory()
                .withPropertyValues("sequencer.projections.each.typo.threads=4")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessage("sequencer.projections.each.typo names no projection; there are []"));
    }

    @Test
    void a_method_that_takes_something_else_ends_the_start() {
        Contexts.inMemory()
                .withUserConfiguration(Wrong.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("must take a SequencedEvent or a TypedEvent"));
    }

    @Test
    void a_process_may_leave_projections_to_others() {
        Contexts.inMemory()
                .withUserConfiguration(Application.class)
                .withPropertyValues("sequencer.projections.enabled=false")
                .run(context ->
                        assertThat(context.getBean(Projections.class).status()).isEmpty());
    }

    @Configuration(proxyBeanMethods = false)
    static class Throwing {

        @EventProjection(name = "always_fails")
        void on(SequencedEvent event) {
            throw new IllegalArgumentException("no");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Wrong {

        @EventProjection(name = "wrong")
        void on(String event) {}
    }

    private static void await(AssertableApplicationContext context, String name, long sequence)
            throws InterruptedException {
        assertThat(context.getBean(Projections.class)
                        .awaitApplied(name, context.getBean(EventStream.class).id(), sequence, LIMIT))
                .as(name)
                .isTrue();
    }
}
