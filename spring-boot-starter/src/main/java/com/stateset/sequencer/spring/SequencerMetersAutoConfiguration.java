package com.stateset.sequencer.spring;

import com.stateset.sequencer.micrometer.SequencerMeters;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** The meters of the sequencer, on the application's registry, if it has one. */
@AutoConfiguration(before = SequencerAutoConfiguration.class)
@ConditionalOnClass({MeterRegistry.class, SequencerMeters.class})
class SequencerMetersAutoConfiguration {

    /** The registry is looked for when the sequencer is built, so that it does not matter where Boot has its configuration. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    SequencerBuilderCustomizer sequencerMeters(ObjectProvider<MeterRegistry> registries) {
        return builder -> registries.ifUnique(registry -> {
            SequencerMeters meters = SequencerMeters.of(registry);
            builder.observer(meters).with(meters);
        });
    }
}
