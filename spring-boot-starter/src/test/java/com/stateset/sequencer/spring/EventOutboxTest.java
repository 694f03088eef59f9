package com.stateset.sequencer.spring;

import static com.stateset.sequencer.spring.SequencerAutoConfigurationTest.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.outbox.transactional.OutboxOutcome;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

class EventOutboxTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void a_commit_wakes_the_relay_and_a_rollback_leaves_nothing() {
        // A relay that looks by itself once an hour.
        outbox().withPropertyValues("sequencer.outbox.poll-interval=1h").run(context -> {
            EventOutbox outbox = context.getBean(EventOutbox.class);
            TransactionTemplate transaction = transactionOf(context.getBean(DataSource.class));
            NewEvent undone = event("b");
            transaction.executeWithoutResult(status -> {
                outbox.append(undone);
                status.setRollbackOnly();
            });
            NewEvent done = event("a");
            transaction.executeWithoutResult(status -> outbox.append(done));
            assertThat(outbox.receiptOf(done.eventId(), LIMIT)).isInstanceOf(OutboxOutcome.Sequenced.class);
            assertThat(context.getBean(EventStream.class).head()).isEqualTo(1);
            assertThat(outbox.ofStream().backlog().isEmpty()).isTrue();
        });
    }

    @Test
    void a_transaction_of_another_database_is_not_joined() {
        outbox().withPropertyValues("sequencer.outbox.relay=false").run(context -> {
            EventOutbox outbox = context.getBean(EventOutbox.class);
            DataSource other = new DriverManagerDataSource("jdbc:sqlite:" + folder.resolve("other.db"));
            assertThatThrownBy(() -> transactionOf(other).executeWithoutResult(status -> outbox.append(event("a"))))
                    .hasMessageContaining("no transaction of the DataSource");
            assertThatThrownBy(() -> outbox.append(event("a")))
                    .hasMessageContaining("no transaction of the DataSource");
            assertThatThrownBy(() -> transactionOf(context.getBean(DataSource.class))
                            .executeWithoutResult(status -> fail(outbox.receiptOf(UUID.randomUUID(), Duration.ZERO))))
                    .hasMessageContaining("ask for its receipt then");
        });
    }

    /** A pool with auto-commit off would lose the event without an error; with it on, it would be kept although its transaction is undone. */
    @Test
    void a_transaction_that_is_over_is_not_joined() {
        for (DataSource database : List.of(manual(), shop())) {
            DataSourceTransactionManager manager = new DataSourceTransactionManager(database);
            outboxOn(Contexts.inMemory(), database)
                    .withBean(DataSourceTransactionManager.class, () -> manager)
                    .withPropertyValues("sequencer.outbox.relay=false")
                    .run(context -> {
                        EventOutbox outbox = context.getBean(EventOutbox.class);
                        long before = outbox.ofStream().backlog().pending();
                        assertThat(phasesThatTake(outbox, manager, false))
                                .containsExactly("before commit", "own transaction");
                        assertThat(phasesThatTake(outbox, manager, true)).isEmpty();
                        assertThat(outbox.ofStream().backlog().pending()).isEqualTo(before + 2);
                    });
        }
    }

    /** A pool with auto-commit off would lose the event without an error. */
    @Test
    void a_connection_used_in_another_transaction_is_not_joined() {
        DataSource manual = manual();
        outboxOn(Contexts.inMemory(), manual)
                .withPropertyValues("sequencer.outbox.relay=false")
                .run(context -> {
                    EventOutbox outbox = context.getBean(EventOutbox.class);
                    DataSource other = new DriverManagerDataSource("jdbc:sqlite:" + folder.resolve("other.db"));
                    assertThatThrownBy(() -> transactionOf(other).executeWithoutResult(status -> {
                                new JdbcTemplate(manual).queryForObject("select 1", Long.class);
                                outbox.append(event("a"));
                            }))
                            .hasMessageContaining("no transaction of the DataSource");
                    transactionOf(manual).executeWithoutResult(status -> {
                        new JdbcTemplate(manual).queryForObject("select 1", Long.class);
                        outbox.append(event("a"));
                    });
                    assertThat(outbox.ofStream().backlog().pending()).isEqualTo(1);
                });
    }

    /** As a {@code JpaTransactionManager} binds it. */
    @Test
    void a_connection_bound_by_another_kind_of_manager_is_joined() {
        outbox().withPropertyValues("sequencer.outbox.relay=false").run(context -> {
            EventOutbox outbox = context.getBean(EventOutbox.class);
            DataSource database = context.getBean(DataSource.class);
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(false);
                DataSource other = new DriverManagerDataSource("jdbc:sqlite:" + folder.resolve("other.db"));
                transactionOf(other).executeWithoutResult(status -> {
                    TransactionSynchronizationManager.bindResource(database, new ConnectionHolder(connection));
                    outbox.append(event("a"));
                    TransactionSynchronizationManager.unbindResource(database);
                });
                connection.commit();
            }
            assertThat(outbox.ofStream().backlog().pending()).isEqualTo(1);
        });
    }

    @Test
    void streams_can_be_named() {
        outboxOf(Contexts.bare().withPropertyValues("sequencer.url=sqlite::memory:"))
                .run(context -> {
                    EventOutbox outbox = context.getBean(EventOutbox.class);
                    StreamId stream = new StreamId(new UUID(0, 1), new UUID(0, 2));
                    NewEvent event = event("a");
                    transactionOf(context.getBean(DataSource.class))
                            .executeWithoutResult(status -> outbox.append(stream, List.of(event)));
                    assertThat(outbox.of(stream).receiptOf(event.eventId(), LIMIT))
                            .isInstanceOf(OutboxOutcome.Sequenced.class);
                    assertThatThrownBy(outbox::ofStream).hasMessageContaining("set sequencer.tenant-id");
                });
    }

    @Test
    void it_is_there_only_if_asked_for() {
        outbox().withPropertyValues("sequencer.outbox.enabled=false").run(context -> {
            assertThat(context).doesNotHaveBean(EventOutbox.class).doesNotHaveBean(RelayLifecycle.class);
            assertThat(new JdbcTemplate(context.getBean(DataSource.class))
                            .queryForObject("select count(*) from sqlite_master", Long.class))
                    .isZero();
        });
    }

    private ApplicationContextRunner outbox() {
        return outboxOf(Contexts.inMemory());
    }

    private ApplicationContextRunner outboxOf(ApplicationContextRunner contexts) {
        return outboxOn(contexts, shop());
    }

    private static ApplicationContextRunner outboxOn(ApplicationContextRunner contexts, DataSource database) {
        return contexts.withPropertyValues("sequencer.outbox.enabled=true").withBean(DataSource.class, () -> database);
    }

    /** Appends an event in each phase of a transaction's end; returns where that was possible. */
    private static List<String> phasesThatTake(EventOutbox outbox, PlatformTransactionManager manager, boolean undone) {
        List<String> taken = new ArrayList<>();
        TransactionTemplate own = new TransactionTemplate(manager);
        own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        own.executeWithoutResult(status -> {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void beforeCommit(boolean readOnly) {
                    append("before commit");
                }

                @Override
                public void afterCommit() {
                    append("after commit");
                    own.executeWithoutResult(begun -> append("own transaction"));
                }

                @Override
                public void afterCompletion(int completed) {
                    append("after completion");
                }

                private void append(String phase) {
                    try {
                        outbox.append(event(phase));
                        taken.add(phase);
                    } catch (IllegalStateException e) {
                        assertThat(e).hasMessageStartingWith("the transaction is over");
                    }
                }
            });
            if (undone) {
                status.setRollbackOnly();
            }
        });
        return taken;
    }

    private DataSource manual() {
        return new DelegatingDataSource(shop()) {
            @Override
            public Connection getConnection() throws SQLException {
                Connection connection = super.getConnection();
                connection.setAutoCommit(false);
                return connection;
            }
        };
    }

    private DataSource shop() {
        return new DriverManagerDataSource(
                "jdbc:sqlite:" + folder.resolve("shop.db") + "?journal_mode=WAL&busy_timeout=5000");
    }

    private static TransactionTemplate transactionOf(DataSource database) {
        return new TransactionTemplate(new DataSourceTransactionManager(database));
    }

    private static void fail(OutboxOutcome outcome) {
        throw new AssertionError(outcome);
    }
}
