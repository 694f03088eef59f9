package com.stateset.sequencer.spring;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The indicator, as Boot 4 has it. Not loaded on the other line. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
@ConditionalOnEnabledHealthIndicator("sequencer")
class HealthOnBoot4 {

    @Bean
    @ConditionalOnMissingBean(name = "sequencerHealthIndicator")
    HealthIndicator sequencerHealthIndicator(SequencerHealth health) {
        return new AbstractHealthIndicator("the sequencer cannot be looked at") {
            @Override
            protected void doHealthCheck(Health.Builder builder) {
                SequencerHealth.Look look = health.look();
                builder.withDetails(look.details());
                if (look.failure() != null) {
                    builder.down(look.failure());
                } else if (look.isUp()) {
                    builder.up();
                } else {
                    builder.down();
                }
            }
        };
    }
}
