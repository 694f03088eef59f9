package com.stateset.sequencer.spring;

import com.stateset.sequencer.SequencerBuilder;

/**
 * Sets what properties do not: a bean of this type is called with the builder of the application's sequencer, after the properties
 * are applied and before it is built. Several are called in their {@code @Order}; the last one to set something wins.
 *
 * <pre>{@code
 * @Bean
 * SequencerBuilderCustomizer schemas(SchemaRule rule) {
 *     return builder -> builder.payloadRule(rule);
 * }
 * }</pre>
 *
 * <p>The store is set: for another one, declare an {@code EventStore} bean. So is the observer, if the application has a registry of
 * meters.
 */
@FunctionalInterface
public interface SequencerBuilderCustomizer {

    /** Changes the builder. Called once, while the sequencer's bean is made; what it throws ends the start. */
    void customize(SequencerBuilder builder);
}
