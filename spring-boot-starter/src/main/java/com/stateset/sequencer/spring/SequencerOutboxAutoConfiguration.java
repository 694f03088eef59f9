package com.stateset.sequencer.spring;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.outbox.transactional.TransactionalOutbox;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.datasource.DataSourceUtils;

/**
 * Events in the application's own transactions, if {@code sequencer.outbox.enabled}: on the one {@code DataSource}, or the primary one.
 *
 * <p>The relay may be switched off, {@code sequencer.outbox.relay=false}, where another process of the application runs it: events
 * are then written here, and wait for that one. Any number of processes may run one; they take turns.
 */
@AutoConfiguration(
        after = SequencerAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
        })
@ConditionalOnClass(DataSourceUtils.class)
@ConditionalOnProperty("sequencer.outbox.enabled")
@ConditionalOnBean(Sequencer.class)
@EnableConfigurationProperties(SequencerProperties.class)
class SequencerOutboxAutoConfiguration {

    @Bean
    static CommitMark sequencerCommitMark() {
        return new CommitMark();
    }

    /** After the application's own migrations, which may create the table, or want an empty schema to begin with. */
    @Bean
    @ConditionalOnMissingBean
    @DependsOnDatabaseInitialization
    EventOutbox eventOutbox(
            DataSource database,
            Sequencer sequencer,
            SequencerProperties properties,
            ObjectProvider<EventStream> stream,
            ObjectProvider<RelayLifecycle> relay)
            throws SQLException {
        if (properties.outbox().createTables()) {
            createTables(database);
        }
        return new EventOutbox(
                database, sequencer, idOf(stream.getIfUnique()), () -> relay.ifAvailable(RelayLifecycle::wake));
    }

    @Bean
    @ConditionalOnProperty(name = "sequencer.outbox.relay", matchIfMissing = true)
    RelayLifecycle sequencerOutboxRelay(DataSource database, Sequencer sequencer, SequencerProperties properties) {
        return new RelayLifecycle(database, sequencer, properties.outbox());
    }

    @Bean
    OutboxWatch sequencerOutboxWatch(
            DataSource database, ObjectProvider<EventStream> stream, ObjectProvider<RelayLifecycle> relay) {
        return new OutboxWatch(database, stream.getIfUnique(), relay.getIfAvailable());
    }

    /** Commits where the pool hands out connections without auto-commit: no transaction of Spring's is under way that would. */
    private static void createTables(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            TransactionalOutbox.createTables(connection);
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        }
    }

    private static @Nullable StreamId idOf(@Nullable EventStream stream) {
        return stream == null ? null : stream.id();
    }
}
