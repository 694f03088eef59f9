package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers to clients that take them compressed, and to those that do not. */
class CompressionTest {

    private static final TestServer SERVER = TestServer.start();
    private static final String PAGE =
            "/api/v1/events?tenant_id=" + Sent.TENANT + "&store_id=" + Sent.STORE + "&limit=300";
    private static final String LOG = "/log/" + Sent.TENANT + "/" + Sent.STORE;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeAll
    static void fill() {
        List<String> events = IntStream.range(0, 300)
                .mapToObj(i -> event("o-" + i, "{\"total\":" + i + ",\"note\":\"as usual\"}"))
                .toList();
        assertThat(SERVER.ingest(batch(events)).statusCode()).isEqualTo(200);
        assertThat(SERVER.get(LOG + "/checkpoint").statusCode()).isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static HttpResponse<byte[]> call(String method, String path, String encodings) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(SERVER.url() + path))
                .header("x-api-key", TestServer.KEY)
                .method(method, BodyPublishers.noBody());
        if (!encodings.isEmpty()) {
            request.header("Accept-Encoding", encodings);
        }
        return HTTP.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static List<String> header(HttpResponse<?> response, String name) {
        return response.headers().allValues(name);
    }

    @Test
    void a_page_is_smaller_and_the_same() throws Exception {
        HttpResponse<byte[]> plain = call("GET", PAGE, "");
        HttpResponse<byte[]> compressed = call("GET", PAGE, "gzip, deflate");
        assertThat(header(plain, "Content-Encoding")).isEmpty();
        assertThat(header(compressed, "Content-Encoding")).containsExactly("gzip");
        assertThat(header(compressed, "Content-Type")).isEqualTo(header(plain, "Content-Type"));
        assertThat(header(compressed, "Vary")).containsExactly("Accept, Accept-Encoding");
        assertThat(header(plain, "Vary")).containsExactly("Accept, Accept-Encoding");
        assertThat(compressed.body().length * 3).isLessThan(plain.body().length);
        try (GZIPInputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(compressed.body()))) {
            assertThat(unpacked.readAllBytes()).isEqualTo(plain.body());
        }
        System.out.println(
                "a page of 300 events: " + plain.body().length + " bytes, compressed " + compressed.body().length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip;q=0", "gzip; q=0.0, identity", "br", "x-gzip-not", "*;q=0"})
    void who_does_not_take_gzip_gets_none(String encodings) throws Exception {
        HttpResponse<byte[]> page = call("GET", PAGE, encodings);
        assertThat(header(page, "Content-Encoding")).isEmpty();
        assertThat(page.body()).isEqualTo(call("GET", PAGE, "").body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "br, gzip;q=0.5", "deflate,gzip"})
    void who_takes_it_gets_it(String encodings) throws Exception {
        assertThat(header(call("GET", PAGE, encodings), "Content-Encoding")).containsExactly("gzip");
    }

    @Test
    void a_small_answer_is_plain() throws Exception {
        assertThat(header(call("GET", "/health", "gzip"), "Content-Encoding")).isEmpty();
    }

    @Test
    void head_has_no_body_and_names_no_other_length_than_get() throws Exception {
        for (String encodings : List.of("", "gzip")) {
            HttpResponse<byte[]> get = call("GET", PAGE, encodings);
            HttpResponse<byte[]> head = call("HEAD", PAGE, encodings);
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(header(head, "Content-Encoding")).isEqualTo(header(get, "Content-Encoding"));
            head.headers()
                    .firstValueAsLong("Content-Length")
                    .ifPresent(length -> assertThat(length).isEqualTo(get.body().length));
        }
    }

    @Test
    void tiles_are_as_they_are_for_everyone() throws Exception {
        for (String path : List.of(LOG + "/tile/0/000", LOG + "/tile/entries/000")) {
            HttpResponse<byte[]> plain = call("GET", path, "");
            for (HttpResponse<byte[]> other : List.of(call("GET", path, "gzip"), call("HEAD", path, "gzip"))) {
                assertThat(header(other, "Content-Encoding")).isEmpty();
                for (String name : List.of("Content-Length", "Content-Type", "Cache-Control", "ETag", "Vary")) {
                    assertThat(header(other, name)).as(name).isEqualTo(header(plain, name));
                }
            }
            assertThat(call("GET", path, "gzip").body()).isEqualTo(plain.body());
            assertThat(header(plain, "Vary")).isEmpty();
            assertThat(header(plain, "Cache-Control")).containsExactly("private, max-age=31536000, immutable");
        }
    }

    @Test
    void an_event_stream_waits_in_no_compressor() throws IOException {
        String request = "GET /api/v1/events/stream?tenant_id=" + Sent.TENANT + "&store_id=" + Sent.STORE
                + "&from=300 HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nx-api-key: " + TestServer.KEY
                + "\r\n\r\n";
        try (Socket socket = SERVER.connect()) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String line = lines.readLine();
            StringBuilder head = new StringBuilder();
            while (line != null && !line.startsWith("id:")) {
                head.append(line).append('\n');
                line = lines.readLine();
            }
            assertThat(line).as(head.toString()).isEqualTo("id: 300");
            assertThat(head.toString()).doesNotContain("Content-Encoding").contains("X-Request-Id");
        }
    }
}
