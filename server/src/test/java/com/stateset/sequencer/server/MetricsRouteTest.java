package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.micrometer.SequencerMeters;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A server with the meters of its sequencer, after a little of everything has happened. */
class MetricsRouteTest {

    private static TestServer server;
    private static Scrape scrape;

    static TestServer start(Consumer<SequencerServerBuilder> serving) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        SequencerMeters meters = SequencerMeters.of(registry);
        return TestServer.start(
                SqliteEventStore.inMemory(),
                sequencing -> sequencing.observer(meters).with(meters),
                serving.andThen(http -> http.metrics(registry)));
    }

    @BeforeAll
    static void doALittleOfEverything() throws IOException {
        server = start(serving -> {});
        String stored = event(UUID.randomUUID(), "o-1", "{}");
        server.ingest(batch(stored, event("o-2", "{}")));
        server.ingest(batch(stored));
        server.ingest(batch(event("o-3", "{}").replace("\"order.placed\"", "\"\"")));
        server.post("/commitments", "{\"tenant_id\":\"" + Sent.TENANT + "\",\"store_id\":\"" + Sent.STORE + "\"}");
        server.get("/api/v1/events/" + UUID.randomUUID() + "?tenant_id=" + Sent.TENANT + "&store_id=" + Sent.STORE);
        server.get("/nowhere/" + UUID.randomUUID());
        server.send(server.anonymous("/api/v1/head").header("x-api-key", "wrong"));
        server.send(server.request("/api/v1/events/ingest").method("POST", BodyPublishers.ofString("{")));
        RawHttp.send(server.port(), "G\u00e4T / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        RawHttp.send(
                server.port(),
                "ODD /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.UTF_8));
        scrape = complete(server);
    }

    /** A call is counted when its answer is complete, which its client may learn before; and the store is looked into by a thread. */
    private static Scrape complete(TestServer scraped) {
        Instant end = Instant.now().plusSeconds(30);
        Scrape page = Scrape.of(scraped);
        while (!page.labels("method").contains("OTHER") || page.value("sequencer_store_up") != 1) {
            assertThat(Instant.now()).as(page.text()).isBefore(end);
            page = Scrape.of(scraped);
        }
        return page;
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void prometheus_itself_finds_nothing_wrong_with_a_scrape() throws Exception {
        assertThat(Scrape.promtool(scrape.text(), "check", "metrics")).isEqualTo("0 ");
        assertThat(Scrape.promtool("a_total 1\na_total 2\n", "check", "metrics"))
                .as("what promtool says of a bad page")
                .doesNotStartWith("0 ");
    }

    @Test
    void events_are_counted_by_outcome_and_reason() {
        assertThat(scrape.value("sequencer_ingest_events_total", "outcome=\"accepted\""))
                .isEqualTo(2);
        assertThat(scrape.value("sequencer_ingest_events_total", "outcome=\"duplicate\""))
                .isEqualTo(1);
        assertThat(scrape.value("sequencer_ingest_events_total", "outcome=\"rejected\""))
                .isEqualTo(1);
        assertThat(scrape.value("sequencer_ingest_rejections_total", "reason=\"schema_validation\""))
                .isEqualTo(1);
        assertThat(scrape.value("sequencer_errors_schema_validation_total")).isEqualTo(1);
        assertThat(scrape.value("sequencer_ingest_latency_seconds_count")).isEqualTo(3);
    }

    @Test
    void groups_commitments_lanes_and_the_store_are_shown() {
        assertThat(scrape.value("sequencer_sequence_latency_seconds_count")).isEqualTo(2);
        assertThat(scrape.value("sequencer_group_events_sum")).isEqualTo(3);
        assertThat(scrape.value("sequencer_commitments_total", "outcome=\"published\""))
                .isEqualTo(1);
        assertThat(scrape.value("sequencer_commitment_events_total")).isEqualTo(2);
        assertThat(scrape.value("sequencer_lane_queue_events")).isZero();
        assertThat(scrape.value("sequencer_store_up")).isEqualTo(1);
        assertThat(scrape.value("sequencer_commitment_backlog_age_seconds")).isNotNegative();
        assertThat(scrape.value("sequencer_heads_log_checkpoint_age_seconds")).isNotNegative();
    }

    @Test
    void the_names_that_the_originals_dashboards_read_are_served() {
        assertThat(scrape.value("sequencer_events_ingested")).isEqualTo(2);
        assertThat(scrape.value("sequencer_events_rejected")).isEqualTo(1);
        assertThat(scrape.value("sequencer_http_requests_total", "path=\"/api/v1/events/ingest\"", "status=\"200\""))
                .isEqualTo(3);
        assertThat(scrape.names())
                .contains(
                        "sequencer_events_sequenced",
                        "sequencer_http_request_latency_seconds_bucket",
                        "sequencer_ingest_latency_seconds_bucket",
                        "sequencer_pool_active_connections",
                        "sequencer_pool_idle_connections",
                        "sequencer_pool_total_connections",
                        "sequencer_pool_max_connections",
                        "sequencer_pool_utilization",
                        "sequencer_pool_timed_out_acquisitions",
                        "sequencer_connections_active")
                .anyMatch(name -> name.startsWith("sequencer_errors_"));
    }

    @Test
    void calls_are_labelled_by_routes_and_never_by_paths() {
        assertThat(scrape.labels("path"))
                .contains("/api/v1/events/{event_id}", "/api/v1/events/ingest", "unmatched")
                .isSubsetOf(routes());
        assertThat(scrape.labels("method")).contains("OTHER").isSubsetOf("GET", "POST", "OTHER");
        assertThat(scrape.value("sequencer_http_requests_total", "path=\"unmatched\"", "status=\"404\""))
                .isEqualTo(1);
        assertThat(scrape.text()).doesNotContain(Sent.TENANT).doesNotContain(Sent.STORE);
    }

    private static Set<String> routes() {
        Set<String> routes = new TreeSet<>();
        routes.add("unmatched");
        try (AccessFixture fixture = new AccessFixture()) {
            fixture.server().endpoints().forEach(endpoint -> routes.add(endpoint.split(" ", 2)[1]));
        }
        return routes;
    }

    @Test
    void refusals_are_counted_also_those_that_only_jetty_sees() {
        assertThat(scrape.value("sequencer_auth_failures_total", "status=\"401\""))
                .isEqualTo(1);
        assertThat(scrape.value("sequencer_errors_auth_total")).isEqualTo(1);
        assertThat(scrape.value("sequencer_http_errors_total", "code=\"unauthorized\""))
                .isEqualTo(1);
        assertThat(scrape.value("sequencer_errors_validation_total")).isGreaterThanOrEqualTo(2);
    }

    @Test
    void clients_of_event_streams_are_counted_while_they_stay() throws IOException {
        try (TestServer followed = start(serving -> {})) {
            assertThat(Scrape.of(followed).value("sequencer_event_stream_clients"))
                    .isZero();
            try (Socket one = follow(followed);
                    Socket other = follow(followed)) {
                awaitClients(followed, 2);
                assertThat(one.isConnected() && other.isConnected()).isTrue();
            }
            awaitClients(followed, 0);
        }
    }

    private static Socket follow(TestServer followed) throws IOException {
        Socket client = followed.connect();
        client.getOutputStream()
                .write(("GET /api/v1/events/stream?" + Sent.STREAM + " HTTP/1.1\r\nHost: localhost\r\nx-api-key: "
                                + TestServer.KEY + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return client;
    }

    /** That a client is gone shows when the next event is sent to it. The subscriptions of the process are those of the clients. */
    private static void awaitClients(TestServer followed, int clients) {
        Instant end = Instant.now().plusSeconds(30);
        Scrape page = Scrape.of(followed);
        while (page.value("sequencer_event_stream_clients") != clients
                || page.value("sequencer_subscriptions") != clients) {
            assertThat(Instant.now()).as(page.text()).isBefore(end);
            followed.ingest(batch(event("o-9", "{}")));
            page = Scrape.of(followed);
        }
    }

    @Test
    void a_scrape_in_the_openmetrics_form_is_for_who_asks() {
        assertThat(server.send(server.request("/metrics")
                                .header("Accept", "application/openmetrics-text; version=1.0.0"))
                        .body())
                .endsWith("# EOF\n");
    }

    @Test
    void this_machine_needs_no_key_unless_it_may_be_a_proxy() {
        assertThat(server.send(server.anonymous("/metrics")).statusCode()).isEqualTo(200);
        for (String header : new String[] {"X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"}) {
            assertThat(server.send(server.anonymous("/metrics").header(header, "203.0.113.7"))
                            .statusCode())
                    .as(header)
                    .isEqualTo(401);
        }
    }

    @Test
    void a_page_that_has_its_name_point_here_is_not_this_machine() throws IOException {
        String request = "GET /metrics HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
        assertThat(RawHttp.send(server.port(), request.getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void without_that_only_the_servers_own_key_reads() {
        try (TestServer strict = start(serving -> serving.metricsWithoutKey(false))) {
            assertThat(strict.send(strict.anonymous("/metrics")).statusCode()).isEqualTo(401);
            assertThat(strict.get("/metrics").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void an_open_server_is_read_by_this_machine_alone() {
        try (TestServer open = start(SequencerServerBuilder::openToEveryone)) {
            assertThat(open.get("/metrics").statusCode()).isEqualTo(200);
        }
        try (TestServer open = start(serving -> serving.openToEveryone().trustProxyHeaders(true))) {
            assertThat(open.send(open.anonymous("/metrics").header("X-Forwarded-For", "203.0.113.7"))
                            .statusCode())
                    .isEqualTo(403);
        }
    }
}
