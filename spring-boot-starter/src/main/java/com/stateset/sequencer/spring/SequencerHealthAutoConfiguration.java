package com.stateset.sequencer.spring;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.projection.runner.Projections;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The health indicator {@code sequencer}, on either line of Boot, if the application has its actuator. */
@AutoConfiguration(after = {SequencerAutoConfiguration.class, SequencerOutboxAutoConfiguration.class})
@ConditionalOnBean(Sequencer.class)
@EnableConfigurationProperties(SequencerProperties.class)
@Import({HealthOnBoot3.class, HealthOnBoot4.class})
class SequencerHealthAutoConfiguration {

    @Bean
    SequencerHealth sequencerHealth(
            Sequencer sequencer,
            SequencerProperties properties,
            ObjectProvider<Projections> projections,
            ObjectProvider<OutboxWatch> outbox) {
        return new SequencerHealth(
                sequencer, projections.getIfAvailable(), outbox.getIfAvailable(), properties.health());
    }
}
