package com.stateset.sequencer.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.micrometer.SequencerMeters;
import com.stateset.sequencer.projection.AtLeastOnceProjection;
import com.stateset.sequencer.projection.FailurePolicy;
import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.runner.ProjectionRunners;
import com.stateset.sequencer.server.Scrape;
import com.stateset.sequencer.server.Sent;
import com.stateset.sequencer.server.SequencerServer;
import com.stateset.sequencer.server.SequencerServerBuilder;
import com.stateset.sequencer.server.TestServer;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import com.stateset.sequencer.tlog.VerifierKey;
import com.stateset.sequencer.witness.WitnessAddress;
import com.stateset.sequencer.witness.Witnessing;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files in {@code ops}: what they ask for is there, on a server where everything that is metered has happened. */
class OpsFilesTest {

    private static final Path OPS = Path.of("..", "ops");
    private static final Path GUIDE = Path.of("..", "docs", "operations.md");
    private static final Pattern METER = Pattern.compile("\\b(?:sequencer|jvm|process|system)_[a-z0-9_]*[a-z0-9]\\b");

    private static TestServer server;
    private static Scrape scrape;

    @BeforeAll
    static void meterEverything() {
        SequencerServerBuilder http = SequencerServer.builder().port(0).apiKey(TestServer.KEY);
        SequencerMeters meters = Observation.DEFAULT.applyTo(http, witnessing());
        Sequencer sequencer = Sequencer.builder()
                .store(SqliteEventStore.inMemory())
                .observer(meters)
                .with(meters)
                .with(ProjectionRunners.of(
                        new Picky(),
                        ProjectionOptions.defaults()
                                .failures(FailurePolicy.park().attempts(1))))
                .build();
        SequencerServer started = http.sequencer(sequencer).start();
        server = TestServer.of(started.url(), () -> {
            started.close();
            sequencer.close();
        });
        sequencer.stream(UUID.randomUUID(), UUID.randomUUID()).append(order("good"), order("bad"), order("good-too"));
        server.get("/nowhere");
        server.ingest(
                Sent.batch(Sent.event("o-1", "{}"), Sent.event("o-2", "{}").replace("order.placed", "")));
        Instant end = Instant.now().plusSeconds(60);
        do {
            scrape = Scrape.of(server);
            assertThat(Instant.now()).as(scrape.text()).isBefore(end);
        } while (scrape.value("sequencer_projection_stopped_streams") < 0
                || scrape.value("sequencer_projection_lag_events") < 0
                || scrape.value("sequencer_projection_parked_events") < 0
                || scrape.value("sequencer_projection_events_total") < 0
                || scrape.value("sequencer_projection_failures_total") < 0
                || scrape.value("sequencer_http_errors_total") < 0);
    }

    private static Optional<Witnessing> witnessing() {
        VerifierKey witness = VerifierKey.ofWitness(
                "example.com/w1", SigningKey.generate().publicKey().toByteArray());
        return Optional.of(
                Witnessing.by(List.of(new WitnessAddress(witness, URI.create("https://witness.example.com"))), 1));
    }

    private static NewEvent order(String id) {
        return NewEvent.builder()
                .entity("order", id)
                .eventType("order.placed")
                .payload("{}")
                .build();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void each_meter_of_the_dashboard_is_there() throws IOException {
        JsonNode dashboard = new ObjectMapper()
                .readTree(OPS.resolve("grafana-dashboard.json").toFile());
        List<String> expressions = new ArrayList<>();
        dashboard.findValues("expr").forEach(expression -> expressions.add(expression.asText()));
        dashboard.findValues("definition").forEach(expression -> expressions.add(expression.asText()));
        assertThat(expressions).hasSizeGreaterThan(40);
        assertThat(meters(String.join("\n", expressions))).isSubsetOf(scrape.names());
    }

    @Test
    void each_panel_has_its_place_and_its_number() throws IOException {
        JsonNode panels = new ObjectMapper()
                .readTree(OPS.resolve("grafana-dashboard.json").toFile())
                .path("panels");
        Set<String> taken = new TreeSet<>();
        Set<Integer> numbers = new TreeSet<>();
        for (JsonNode panel : panels) {
            JsonNode at = panel.path("gridPos");
            assertThat(numbers.add(panel.path("id").asInt()))
                    .as(panel.toString())
                    .isTrue();
            assertThat(at.path("x").asInt() + at.path("w").asInt()).isLessThanOrEqualTo(24);
            for (int x = 0; x < at.path("w").asInt(); x++) {
                for (int y = 0; y < at.path("h").asInt(); y++) {
                    String cell =
                            (at.path("x").asInt() + x) + "," + (at.path("y").asInt() + y);
                    assertThat(taken.add(cell))
                            .as(panel.path("title") + " at " + cell)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void each_meter_of_the_rules_is_there() throws IOException {
        Set<String> meters = meters(Files.readString(OPS.resolve("prometheus-rules.yml")));
        assertThat(meters).hasSizeGreaterThan(15).isSubsetOf(families());
    }

    @Test
    void each_meter_that_the_guide_names_is_there() throws IOException {
        Set<String> meters = meters(Files.readString(GUIDE));
        assertThat(meters).hasSizeGreaterThan(30).isSubsetOf(families());
    }

    @Test
    void each_meter_of_ours_is_in_the_guide() throws IOException {
        Set<String> ours = new TreeSet<>(scrape.names());
        ours.removeIf(name -> !name.startsWith("sequencer_") || name.matches(".*_(bucket|sum|count|max)"));
        assertThat(meters(Files.readString(GUIDE))).containsAll(ours);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    what was ingested          | sequencer_ingest_events_total{outcome="accepted"}
                    outcomes by reason         | sequencer_ingest_events_total{outcome="rejected"}
                    outcomes by reason         | sequencer_ingest_rejections_total{reason="schema_validation"}
                    the lanes' queue           | sequencer_lane_queue_events
                    the lanes' queue           | sequencer_lane_queue_bytes
                    the lanes' queue           | sequencer_lane_queue_utilization
                    the size of groups         | sequencer_group_events_count
                    the size of groups         | sequencer_group_batches_bucket{le="+Inf"}
                    the latency of commits     | sequencer_sequence_latency_seconds_bucket{le="+Inf"}
                    the pool                   | sequencer_pool_active_connections
                    the pool                   | sequencer_pool_utilization
                    the pool                   | sequencer_pool_waiting_threads
                    clients of event streams   | sequencer_event_stream_clients
                    the lag of projections     | sequencer_projection_lag_events{projection="picky"}
                    failures of projections    | sequencer_projection_failures_total{projection="picky"}
                    failures of projections    | sequencer_projection_parked_events{projection="picky"}
                    the age of commitments     | sequencer_commitment_backlog_age_seconds
                    the age of the checkpoint  | sequencer_heads_log_checkpoint_age_seconds
                    the age of the quorum      | sequencer_witness_quorum_age_seconds
                    failures to authenticate   | sequencer_auth_failures_total{status="401"}
                    rate limits                | sequencer_rate_limited_total
                    calls by route and status  | sequencer_http_requests_total{path="/api/v1/events/ingest",status="200"}
                    calls by route and status  | sequencer_http_request_latency_seconds_bucket{path="/api/v1/events/ingest",status="200"}
                    the original's names       | sequencer_events_ingested
                    the original's names       | sequencer_events_rejected
                    the original's names       | sequencer_pool_timed_out_acquisitions
                    """)
    void what_there_must_be_to_see_is_in_a_scrape(String what, String sample) {
        String[] parts = sample.replace("}", "").split("\\{", -1);
        String[] labels = parts.length == 1 ? new String[0] : parts[1].split(",", -1);

        assertThat(scrape.value(parts[0], labels)).as(what + ": " + sample).isNotNegative();
    }

    @Test
    void prometheus_takes_the_page_the_rules_and_their_tests() throws Exception {
        assertThat(Scrape.promtool(scrape.text(), "check", "metrics")).isEqualTo("0 ");
        for (String[] check : new String[][] {
            {"check", "rules", "prometheus-rules.yml"},
            {"test", "rules", "prometheus-rules-test.yml"},
            {"check", "config", "prometheus.yml"}
        }) {
            String said = Scrape.promtool(
                    "", check[0], check[1], OPS.resolve(check[2]).toString());
            assertThat(said).startsWith("0 ").contains("SUCCESS");
        }
    }

    /** The names of samples, and what a family of them is called in a sentence: without {@code _bucket}. */
    private static Set<String> families() {
        Set<String> families = new TreeSet<>(scrape.names());
        scrape.names().forEach(name -> families.add(name.replaceFirst("_(bucket|sum|count|max)$", "")));
        return families;
    }

    private static Set<String> meters(String text) {
        Set<String> meters = new TreeSet<>();
        METER.matcher(text).results().forEach(found -> meters.add(found.group()));
        return meters;
    }

    /** Fails at one event. */
    private record Picky() implements AtLeastOnceProjection {

        @Override
        public String name() {
            return "picky";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void apply(SequencedEvent event) {
            if (event.event().entity().id().equals("bad")) {
                throw new IllegalStateException("not this one");
            }
        }
    }
}
