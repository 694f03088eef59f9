package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.STORE;
import static com.stateset.sequencer.server.Sent.TENANT;
import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.audit.AuditDeed;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.projection.FailurePolicy;
import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.ProjectionState;
import com.stateset.sequencer.projection.ProjectionTable;
import com.stateset.sequencer.projection.jdbi.JdbiProjection;
import com.stateset.sequencer.projection.runner.ProjectionRunner;
import com.stateset.sequencer.projection.runner.Projections;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProjectionRoutesTest {

    private static final String PROJECTIONS = "/api/v1/projections";
    private static final String PARKED = PROJECTIONS + "/orders/parked";

    private final AtomicBoolean refuses = new AtomicBoolean(true);
    private EventStore store;
    private TestServer server;
    private ProjectionRunner runner;

    /** A projection that cannot make anything of the second of three events, and puts it aside. */
    @BeforeEach
    void start() {
        store = SqliteEventStore.inMemory();
        Projections projections = Projections.of(store);
        server = TestServer.start(store, sequencing -> {}, serving -> serving.projections(projections));
        server.ingest(batch(event("o-1", "{}"), event("bad", "{}"), event("o-3", "{}")));
        FailurePolicy once = FailurePolicy.park().attempts(1);
        runner = projections.run(
                new Orders(refuses), ProjectionOptions.defaults().failures(once).pollInterval(Duration.ofMillis(10)));
        await(PROJECTIONS, page -> page.at("/projections/0/applied").asInt() == 3);
    }

    @AfterEach
    void stop() {
        runner.close();
        server.close();
    }

    @Test
    void says_how_far_the_builds_are() {
        JsonNode build = json(server.get(PROJECTIONS)).at("/projections/0");
        assertThat(build.get("name").asText()).isEqualTo("orders");
        assertThat(build.get("role").asText()).isEqualTo("live");
        assertThat(build.get("lag").asInt()).isZero();
        assertThat(build.get("parked").asInt()).isEqualTo(1);
        assertThat(build.get("workers").asInt()).isEqualTo(1);
        assertThat(build.get("stopped")).isEmpty();
    }

    @Test
    void shows_what_is_put_aside_and_why() {
        JsonNode page = json(server.get(PARKED));
        assertThat(page.get("count").asInt()).isEqualTo(1);
        JsonNode parked = page.at("/parked/0");
        assertThat(parked.get("sequence_number").asInt()).isEqualTo(2);
        assertThat(parked.get("entity_id").asText()).isEqualTo("bad");
        assertThat(parked.get("error").asText()).contains("no such order");
        assertThat(parked.get("retry_wanted").asBoolean()).isFalse();
        assertThat(parked.get("tenant_id").asText()).isEqualTo(TENANT);
        assertThat(parked.get("store_id").asText()).isEqualTo(STORE);
    }

    @Test
    void a_retry_is_done_by_who_runs_the_projection() {
        refuses.set(false);
        JsonNode answer = json(server.post("/projections/orders/retry", place(2)));
        assertThat(answer.get("status").asText()).isEqualTo("retry_wanted");
        await(PARKED, page -> page.get("count").asInt() == 0);
    }

    @Test
    void all_may_be_retried_at_once() {
        refuses.set(false);
        JsonNode answer = json(server.post("/projections/orders/retry", "{}"));
        assertThat(answer.get("events").asInt()).isEqualTo(1);
        await(PARKED, page -> page.get("count").asInt() == 0);
    }

    @Test
    void one_event_is_given_up_at_a_time() {
        assertThat(server.post("/projections/orders/discard", "{}").statusCode())
                .isEqualTo(400);
        assertThat(json(server.post("/projections/orders/discard", place(2)))
                        .get("status")
                        .asText())
                .isEqualTo("discarded");
        assertThat(json(server.get(PARKED)).get("count").asInt()).isZero();
        assertThat(server.post("/projections/orders/discard", place(2)).statusCode())
                .isEqualTo(404);
    }

    @Test
    void what_is_asked_for_is_in_the_audit_log() {
        server.post("/projections/orders/retry", "{}");
        server.post("/projections/orders/discard", place(2));
        server.post("/projections/orders/discard", place(2));

        assertThat(audited(AuditDeed.SERVER.toString()))
                .containsExactly("audit.begun {}", "parked_event.retried {\"events\":1}");
        String place = " {\"sequence_number\":2,\"store_id\":\"" + STORE + "\"}";
        assertThat(audited(TENANT))
                .containsExactly(
                        "audit.begun" + place,
                        "parked_event.discarded" + place,
                        "audit.begun" + place,
                        "audit.failed" + place);
    }

    private List<String> audited(String tenant) {
        List<String> lines = new ArrayList<>();
        json(server.get("/api/v1/events?tenant_id=" + tenant + "&store_id=" + StreamId.AUDIT_STORE))
                .get("events")
                .forEach(event -> {
                    assertThat(event.at("/envelope/entity_id").asText()).isEqualTo("orders");
                    lines.add(event.at("/envelope/event_type").asText() + " " + event.at("/envelope/payload/details"));
                });
        return lines;
    }

    @Test
    void an_event_is_named_whole_or_not_at_all() {
        HttpResponse<String> half = server.post("/projections/orders/retry", "{\"sequence_number\":2}");
        assertThat(half.statusCode()).isEqualTo(400);
        assertThat(half.body()).contains("give all three, or none");
    }

    @Test
    void what_is_not_there_is_not_found() {
        assertThat(server.get(PROJECTIONS + "/none/parked").statusCode()).isEqualTo(404);
        assertThat(server.post("/projections/none/retry", "{}").statusCode()).isEqualTo(404);
        assertThat(server.post("/projections/orders/retry", place(1)).statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_server_that_was_given_none_shows_none() {
        try (TestServer without = TestServer.start()) {
            assertThat(json(without.get(PROJECTIONS)).get("count").asInt()).isZero();
            assertThat(without.get(PARKED).statusCode()).isEqualTo(404);
        }
    }

    private static String place(int number) {
        return "{\"tenant_id\":\"" + TENANT + "\",\"store_id\":\"" + STORE + "\",\"sequence_number\":" + number + "}";
    }

    private void await(String path, Predicate<JsonNode> wanted) {
        Instant end = Instant.now().plusSeconds(30);
        while (!wanted.test(json(server.get(path)))) {
            assertThat(Instant.now()).as(path).isBefore(end);
            Thread.onSpinWait();
        }
    }

    private record Orders(AtomicBoolean refuses) implements JdbiProjection {

        @Override
        public String name() {
            return "orders";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public List<ProjectionTable> tables() {
            return List.of(
                    ProjectionTable.of("orders", "id text not null", "id").acrossStreams());
        }

        @Override
        public void apply(SequencedEvent event, ProjectionState<Handle> state) {
            if (event.event().entity().id().equals("bad") && refuses.get()) {
                throw new IllegalStateException("no such order");
            }
        }
    }
}
