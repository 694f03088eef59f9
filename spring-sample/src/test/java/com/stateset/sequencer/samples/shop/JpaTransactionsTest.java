package com.stateset.sequencer.samples.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.outbox.transactional.OutboxOutcome;
import com.stateset.sequencer.spring.EventOutbox;
import com.stateset.sequencer.testsupport.TestPostgres;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The shop with JPA: an entity and its event are of one transaction, whether it is flushed early, late or never. */
@TestInstance(Lifecycle.PER_CLASS)
class JpaTransactionsTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private RunningShop shop;
    private EntityManager entities;
    private EventOutbox outbox;
    private TransactionTemplate transaction;

    @BeforeAll
    void open() {
        shop = PostgresShopTest.start(
                TestPostgres.shared().createDatabase(),
                "--spring.autoconfigure.exclude=",
                "--spring.jpa.hibernate.ddl-auto=create");
        entities = SharedEntityManagerCreator.createSharedEntityManager(shop.bean(EntityManagerFactory.class));
        outbox = shop.bean(EventOutbox.class);
        PlatformTransactionManager manager = shop.bean(PlatformTransactionManager.class);
        assertThat(manager).isInstanceOf(JpaTransactionManager.class);
        transaction = new TransactionTemplate(manager);
    }

    @AfterAll
    void close() {
        if (shop != null) {
            shop.close();
        }
    }

    @Test
    void entity_and_event_are_committed_together() {
        NewEvent packed = packed("a");
        transaction.executeWithoutResult(status -> {
            outbox.append(packed);
            entities.persist(new Parcel("a"));
        });
        assertThat(outbox.receiptOf(packed.eventId(), LIMIT)).isInstanceOf(OutboxOutcome.Sequenced.class);
        assertThat(entities.find(Parcel.class, "a")).isNotNull();
    }

    @Test
    void a_rollback_leaves_neither() {
        NewEvent packed = packed("b");
        transaction.executeWithoutResult(status -> {
            entities.persist(new Parcel("b"));
            entities.flush();
            outbox.append(packed);
            status.setRollbackOnly();
        });
        assertNothingOf(packed);
        assertThat(entities.find(Parcel.class, "b")).isNull();
    }

    /** JPA writes late: the event's row is there before the entity's is refused. */
    @Test
    void an_entity_refused_at_the_commit_takes_the_event_along() {
        transaction.executeWithoutResult(status -> entities.persist(new Parcel("c")));
        NewEvent packed = packed("c");
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    entities.persist(new Parcel("c"));
                    outbox.append(packed);
                }))
                .isInstanceOf(DataIntegrityViolationException.class);
        assertNothingOf(packed);
    }

    @Test
    void a_read_only_transaction_takes_no_event() {
        TransactionTemplate reading = new TransactionTemplate(transaction.getTransactionManager());
        reading.setReadOnly(true);
        assertThatThrownBy(() -> reading.executeWithoutResult(status -> outbox.append(packed("d"))))
                .isInstanceOf(StoreFailedException.class)
                .hasMessageStartingWith("the transaction or the database is read-only");
    }

    /** As docs/transactions.md has it for Spring without the starter. */
    @Test
    void a_jdbc_template_finds_the_same_transaction() {
        JdbcTemplate jdbc = shop.bean(JdbcTemplate.class);
        NewEvent packed = packed("e");
        transaction.executeWithoutResult(status -> {
            entities.persist(new Parcel("e"));
            jdbc.execute((ConnectionCallback<Boolean>) connection -> {
                outbox.ofStream().in(connection).append(packed);
                return true;
            });
            status.setRollbackOnly();
        });
        assertNothingOf(packed);
    }

    private void assertNothingOf(NewEvent event) {
        assertThat(shop.bean(JdbcTemplate.class)
                        .queryForObject(
                                "select count(*) from sequencer_transactional_outbox where event_id = ?",
                                Long.class,
                                event.eventId()))
                .isZero();
        assertThat(shop.bean(EventStream.class).find(event.eventId())).isEmpty();
    }

    private static NewEvent packed(String parcel) {
        return NewEvent.builder()
                .entity("parcel", parcel)
                .eventType("parcel.packed")
                .payload("{}")
                .build();
    }
}
