package com.stateset.sequencer.samples.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.projection.runner.Projections;
import com.stateset.sequencer.spring.EventOutbox;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the shop does on either database, and under either line of Boot. Tests share it, and have orders of their own. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class ShopContract {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    RunningShop shop;

    abstract RunningShop start() throws Exception;

    @BeforeAll
    void open() throws Exception {
        shop = start();
    }

    @AfterAll
    void close() {
        if (shop != null) {
            shop.close();
        }
    }

    @Test
    void an_order_is_answered_with_the_receipt_of_its_event() throws Exception {
        assertThat(shop.post("/orders", "id=a-1&customer=ada&cents=2933"))
                .startsWith("200 {")
                .contains("\"eventId\"", "\"sequenceNumber\"", "\"receiptHash\"");
        assertThat(shop.post("/orders/a-1/shipping", "parcels=2")).startsWith("200 {");
        assertThat(shop.get("/orders/a-1/history"))
                .startsWith("200 {")
                .contains("\"order.placed\"", "{\"cents\":2933,\"customer\":\"ada\"}", "\"order.shipped\"");
    }

    @Test
    void both_projections_see_it() throws Exception {
        shop.post("/orders", "id=b-1&customer=grace&cents=100");
        shop.post("/orders", "id=b-2&customer=grace&cents=250");
        long head = shop.bean(EventStream.class).head();
        for (String projection : new String[] {"customer_orders", "spent"}) {
            assertThat(shop.bean(Projections.class)
                            .awaitApplied(
                                    projection, shop.bean(EventStream.class).id(), head, LIMIT))
                    .as(projection)
                    .isTrue();
        }
        assertThat(shop.get("/customers/grace/total")).isEqualTo("200 350");
        assertThat(spent("grace")).isEqualTo(350);
    }

    abstract long spent(String customer);

    @Test
    void what_is_rolled_back_leaves_no_event() throws Exception {
        shop.post("/orders", "id=c-1&customer=alan&cents=1");
        assertThat(shop.post("/orders", "id=c-1&customer=alan&cents=2")).startsWith("409");
        assertThat(shop.post("/orders", "id=c-2&customer=alan&cents=3")).startsWith("200");
        assertThat(shop.get("/orders/c-1/history")).contains("\"cents\":1").doesNotContain("\"cents\":2");
        assertThat(shop.bean(EventOutbox.class).ofStream().backlog().isEmpty()).isTrue();
    }

    @Test
    void without_a_transaction_nothing_is_appended() {
        NewEvent event = NewEvent.builder()
                .entity("order", "d-1")
                .eventType("order.placed")
                .payload("{}")
                .build();
        assertThatThrownBy(() -> shop.bean(EventOutbox.class).append(event))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no transaction of the DataSource");
    }

    @Test
    void health_shows_lag_signer_and_outbox() throws Exception {
        String id = shop.bean(Sequencer.class).identity().id().toString();
        assertThat(shop.get("/actuator/health"))
                .startsWith("200 {")
                .contains(
                        "\"sequencer\":{\"",
                        "\"sequencerId\":\"" + id,
                        "\"keyVersion\":0",
                        "\"spent\":{\"version\":1,\"lag\":")
                .contains("\"relayRuns\":true", "\"rejected\":0");
    }

    @Test
    void meters_count_what_is_appended() throws Exception {
        shop.post("/orders", "id=e-1&customer=joan&cents=5");
        assertThat(shop.get("/actuator/metrics")).contains("\"sequencer.");
    }

    @Test
    void only_the_shops_own_tables_are_in_its_schema() {
        assertThat(shop.bean(JdbcTemplate.class).queryForList(tables(), String.class))
                .contains("orders", "customer_orders", "sequencer_transactional_outbox")
                .noneMatch(table -> table.startsWith("flyway"));
    }

    /** The query that lists the tables of the application. */
    abstract String tables();

    @Test
    void a_paused_context_goes_on() throws Exception {
        shop.context().stop();
        shop.context().start();
        assertThat(shop.post("/orders", "id=f-1&customer=ken&cents=7")).startsWith("200");
        assertThat(shop.bean(Projections.class)
                        .awaitApplied(
                                "customer_orders",
                                shop.bean(EventStream.class).id(),
                                shop.bean(EventStream.class).head(),
                                LIMIT))
                .isTrue();
        assertThat(shop.get("/customers/ken/total")).isEqualTo("200 7");
    }
}
