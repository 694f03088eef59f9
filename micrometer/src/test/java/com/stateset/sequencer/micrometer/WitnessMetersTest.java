package com.stateset.sequencer.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.witness.WitnessingStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class WitnessMetersTest {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final AtomicReference<WitnessingStatus> status =
            new AtomicReference<>(new WitnessingStatus(Optional.empty(), 0, Map.of(), Map.of()));

    private double value(String name) {
        return registry.get(name).gauge().value();
    }

    @Test
    void before_a_quorum_its_age_counts_from_the_start() {
        WitnessMeters.bind(registry, status::get, new Settable());
        now.set(START.plusSeconds(90));
        assertThat(value("sequencer.witness.quorum.age")).isEqualTo(90);
        status.set(new WitnessingStatus(Optional.of(START.plusSeconds(80)), 17, Map.of(), Map.of()));
        assertThat(value("sequencer.witness.quorum.age")).isEqualTo(10);
        assertThat(value("sequencer.witness.size")).isEqualTo(17);
    }

    @Test
    void witnesses_that_fail_or_contradict_are_counted() {
        WitnessMeters.bind(registry, status::get);
        status.set(new WitnessingStatus(
                Optional.empty(), 0, Map.of("w1", "away", "w2", "away"), Map.of("w3", "has seen another")));
        assertThat(value("sequencer.witness.failing")).isEqualTo(2);
        assertThat(value("sequencer.witness.contradictions")).isEqualTo(1);
    }

    private final class Settable extends Clock {

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    }
}
