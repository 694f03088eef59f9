package com.stateset.sequencer.spring;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.SequencerBuilder;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.projection.Projection;
import com.stateset.sequencer.projection.runner.Projections;
import com.stateset.sequencer.spi.EventStore;
import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * A sequencer, its store, the stream of the configured tenant and store, and the projections that are beans of the application. Backs
 * off from a {@code Sequencer} bean of the application's, and with it all the rest does, but for the outbox, health and JSON; from an
 * {@code EventStore} bean only the store does.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
        })
@ConditionalOnProperty(name = "sequencer.enabled", matchIfMissing = true)
@ConditionalOnMissingBean(Sequencer.class)
@EnableConfigurationProperties(SequencerProperties.class)
public class SequencerAutoConfiguration {

    /** Made by Spring. */
    SequencerAutoConfiguration() {}

    /** Its schema is up to date when it is there. The sequencer closes it; closing it twice does no harm. */
    @Bean
    @ConditionalOnMissingBean
    EventStore sequencerEventStore(SequencerProperties properties, ObjectProvider<DataSource> database) {
        return new StoreOpening(properties, database::getIfUnique).open();
    }

    @Bean
    LentParts sequencerParts() {
        return new LentParts();
    }

    /** Parts first, then properties, then customizers in their order: what comes later may override what came before. Closed by Spring. */
    @Bean
    Sequencer sequencer(
            EventStore store,
            SequencerProperties properties,
            LentParts parts,
            ObjectProvider<SequencerBuilderCustomizer> customizers) {
        SequencerBuilder builder = Sequencer.builder().store(store).with(parts);
        new BuilderSettings(properties).applyTo(builder);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    /** Only if both ids are set; an application with many tenants asks the sequencer for its streams. */
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty({"sequencer.tenant-id", "sequencer.store-id"})
    EventStream eventStream(Sequencer sequencer, SequencerProperties properties) {
        return sequencer.stream(new StreamId(
                Objects.requireNonNull(properties.tenantId()), Objects.requireNonNull(properties.storeId())));
    }

    /** Looks after projections, also those that other processes run. */
    @Bean
    @ConditionalOnMissingBean
    Projections projections(Sequencer sequencer, LentParts parts) {
        return parts.projections();
    }

    @Bean
    @ConditionalOnProperty(name = "sequencer.projections.enabled", matchIfMissing = true)
    ProjectionLifecycle sequencerProjections(
            Projections projections,
            SequencerProperties properties,
            ObjectProvider<Projection> declared,
            ConfigurableListableBeanFactory beans) {
        return new ProjectionLifecycle(
                projections,
                properties.projections(),
                () -> declared.orderedStream().toList(),
                new AnnotatedMethods(beans)::projections);
    }
}
