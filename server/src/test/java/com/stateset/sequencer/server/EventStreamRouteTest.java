package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventStreamRouteTest {

    private static final String PATH = "/api/v1/events/stream?" + Sent.STREAM;

    private final TestServer server = TestServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void what_is_there_and_what_comes_arrives_in_the_form_of_pages() throws Exception {
        ingest(3);
        HttpResponse<InputStream> response = listen(server.request(PATH));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        try (BufferedReader lines = lines(response)) {
            assertThat(ids(read(lines, 3))).containsExactly("1", "2", "3");
            ingest(2);
            List<Told> live = read(lines, 2);
            assertThat(ids(live)).containsExactly("4", "5");
            JsonNode page = json(server.get("/api/v1/events?" + Sent.STREAM + "&from=4"));
            Iterator<JsonNode> events = page.get("events").elements();
            live.forEach(told -> assertThat(json(told.data())).isEqualTo(events.next()));
        }
    }

    @Test
    void a_client_that_comes_back_goes_on_where_it_was() throws Exception {
        ingest(5);
        try (BufferedReader lines = lines(listen(server.request(PATH + "&from=4")))) {
            assertThat(ids(read(lines, 2))).containsExactly("4", "5");
        }
        try (BufferedReader lines = lines(listen(server.request(PATH).header("Last-Event-ID", "3")))) {
            assertThat(ids(read(lines, 2))).containsExactly("4", "5");
        }
        try (BufferedReader lines =
                lines(listen(server.request(PATH + "&from=1").header("Last-Event-ID", "5")))) {
            ingest(1);
            assertThat(ids(read(lines, 1))).containsExactly("6");
        }
    }

    @Test
    void receipts_come_when_they_are_asked_for() throws Exception {
        ingest(1);
        try (BufferedReader lines = lines(listen(server.request(PATH + "&receipts=true")))) {
            JsonNode page = json(server.get("/api/v1/events?" + Sent.STREAM + "&receipts=true"));
            assertThat(json(read(lines, 1).get(0).data()))
                    .isEqualTo(page.get("events").get(0));
        }
    }

    @Test
    void its_events_are_cloud_events_if_that_is_the_format() throws Exception {
        ingest(2);
        HttpRequest.Builder request = server.request(PATH + "&format=cloudevents&receipts=true");
        try (BufferedReader lines = lines(listen(request.header("Last-Event-ID", "1")))) {
            ingest(1);
            List<Told> events = read(lines, 2);
            assertThat(ids(events)).containsExactly("2", "3");
            JsonNode page =
                    json(server.get("/api/v1/events?" + Sent.STREAM + "&from=2&format=cloudevents&receipts=true"));
            for (int i = 0; i < 2; i++) {
                assertThat(json(events.get(i).data())).isEqualTo(page.get(i));
                assertThat(CloudEventsReader.read(events.get(i).data()).getExtension("sequence"))
                        .isEqualTo("000000000000000000" + (i + 2));
            }
        }
    }

    @Test
    void with_heads_alone_it_says_how_far_the_stream_is() throws Exception {
        ingest(3);
        try (BufferedReader lines = lines(listen(server.request(PATH + "&heads=true")))) {
            assertThat(read(lines, 1)).containsExactly(new Told("3", "{\"head_sequence\":3}"));
            ingest(2);
            assertThat(read(lines, 1)).containsExactly(new Told("5", "{\"head_sequence\":5}"));
        }
        HttpRequest.Builder again = server.request(PATH + "&heads=true&from=1").header("Last-Event-ID", "5");
        try (BufferedReader lines = lines(listen(again))) {
            ingest(1);
            assertThat(read(lines, 1)).containsExactly(new Told("6", "{\"head_sequence\":6}"));
        }
    }

    @Test
    void who_may_not_listen_or_asks_for_nonsense_is_told() {
        assertThat(server.send(server.anonymous(PATH)).statusCode()).isEqualTo(401);
        assertThat(server.get("/api/v1/events/stream").statusCode()).isEqualTo(400);
        assertThat(server.get(PATH + "&from=x").statusCode()).isEqualTo(400);
        assertThat(server.get(PATH + "&receipts=x").statusCode()).isEqualTo(400);
        assertThat(server.get(PATH + "&heads=x").statusCode()).isEqualTo(400);
        for (String id : new String[] {"x", "-1", "99999999999999999999", "9223372036854775807"}) {
            HttpResponse<String> refused = server.send(server.request(PATH).header("Last-Event-ID", id));
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(json(refused).at("/error/message").asText())
                    .isEqualTo("The header Last-Event-ID must be the sequence number of an event.");
        }
    }

    @Test
    void stopping_ends_the_streams_at_once() throws Exception {
        ingest(1);
        try (BufferedReader lines = lines(listen(server.request(PATH)))) {
            assertThat(read(lines, 1)).hasSize(1);
            long start = System.nanoTime();
            server.close();
            assertThat(lines.lines()).allMatch(String::isEmpty);
            assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
        }
    }

    @Test
    void a_client_that_does_not_read_delays_no_other() throws Exception {
        String large = "{\"text\":\"" + "x".repeat(500_000) + "\"}";
        try (Socket idle = server.connect()) {
            idle.getOutputStream()
                    .write(("GET " + PATH + " HTTP/1.1\r\nHost: localhost\r\nx-api-key: " + TestServer.KEY + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            try (BufferedReader lines = lines(listen(server.request(PATH)))) {
                for (int i = 1; i <= 60; i++) {
                    assertThat(server.ingest(batch(event("o-" + i, large))).statusCode())
                            .isEqualTo(200);
                    assertThat(ids(read(lines, 1))).containsExactly(String.valueOf(i));
                }
            }
        }
    }

    @Test
    void a_client_that_does_not_read_does_not_hold_up_the_stop() throws Exception {
        String large = "{\"text\":\"" + "x".repeat(500_000) + "\"}";
        try (Socket idle = server.connect()) {
            idle.getOutputStream()
                    .write(("GET " + PATH + " HTTP/1.1\r\nHost: localhost\r\nx-api-key: " + TestServer.KEY + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(idle.getInputStream().read()).isEqualTo('H');
            for (int i = 1; i <= 60; i++) {
                assertThat(server.ingest(batch(event("o-" + i, large))).statusCode())
                        .isEqualTo(200);
            }
            long start = System.nanoTime();
            server.close();
            assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
        }
    }

    private void ingest(int count) {
        String[] events = IntStream.range(0, count)
                .mapToObj(i -> event("o-" + i, "{\"text\":\"two\\nlines\",\"n\":" + i + "}"))
                .toArray(String[]::new);
        assertThat(server.ingest(batch(events)).statusCode()).isEqualTo(200);
    }

    private static HttpResponse<InputStream> listen(HttpRequest.Builder request) throws Exception {
        return DocumentedAnswer.check(HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofInputStream()));
    }

    private static BufferedReader lines(HttpResponse<InputStream> response) {
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** Reads events, passing over comments. */
    private static List<Told> read(BufferedReader lines, int count) throws IOException {
        List<Told> told = new ArrayList<>();
        String id = "";
        String type = "";
        while (told.size() < count) {
            String line = lines.readLine();
            if (line.startsWith("event: ")) {
                type = line + "\n";
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("data: ")) {
                told.add(
                        new Told(id, DocumentedAnswer.checkMessages(type + line).substring(type.length() + 6)));
            } else {
                assertThat(line).isIn("", ":");
            }
        }
        return told;
    }

    private static List<String> ids(List<Told> events) {
        return events.stream().map(Told::id).toList();
    }

    private record Told(String id, String data) {}
}
