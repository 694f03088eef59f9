package com.stateset.sequencer.spring;

import static com.stateset.sequencer.spring.SequencerAutoConfigurationTest.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.projection.runner.Projections;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.context.ApplicationContext;

class SequencerHealthTest {

    /** A projection that stands still until it is let go. */
    static class Waiting {

        final CountDownLatch gate = new CountDownLatch(1);

        @EventProjection(name = "waiting")
        void on(SequencedEvent event) throws InterruptedException {
            gate.await();
        }
    }

    @Test
    void it_shows_the_signer_and_how_far_projections_are() {
        SigningKey key = SigningKey.generate();
        Contexts.inMemory()
                .withBean(SequencerBuilderCustomizer.class, () -> builder -> builder.signingKey(key))
                .withBean(Waiting.class)
                .withPropertyValues("sequencer.health.max-projection-lag=1")
                .run(context -> {
                    EventStream stream = context.getBean(EventStream.class);
                    try {
                        stream.append(event("a"));
                        assertThat(health(context).getStatus()).isEqualTo(Status.UP);
                        assertThat(health(context).getDetails().get("signer"))
                                .asString()
                                .contains("keyVersion=1", key.publicKey().toHex());
                        stream.append(event("b"));
                        assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
                        assertThat(health(context).getDetails())
                                .extractingByKey("projections")
                                .asString()
                                .contains("waiting={version=1, lag=2, applied=0");
                        assertThat(health(context).getDetails())
                                .extractingByKey("problems")
                                .asString()
                                .contains("the projection waiting is 2 events behind");
                    } finally {
                        context.getBean(Waiting.class).gate.countDown();
                    }
                    assertThat(context.getBean(Projections.class)
                                    .awaitApplied("waiting", stream.id(), 2, Duration.ofSeconds(20)))
                            .isTrue();
                    assertThat(health(context).getStatus()).isEqualTo(Status.UP);
                });
    }

    @Test
    void a_closed_sequencer_is_down() {
        Contexts.inMemory().run(context -> {
            context.getBean(Sequencer.class).close();
            Health health = health(context);
            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.getDetails()).containsKey("error");
        });
    }

    @Test
    void it_can_be_switched_off() {
        Contexts.inMemory()
                .withPropertyValues("management.health.sequencer.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(HealthIndicator.class));
    }

    private static Health health(ApplicationContext context) {
        return context.getBean(HealthIndicator.class).health();
    }
}
