package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.STORE;
import static com.stateset.sequencer.server.Sent.STREAM;
import static com.stateset.sequencer.server.Sent.TENANT;
import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static com.stateset.sequencer.server.Sent.id;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.TilePath;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Somebody with the database, and without the key, has changed what is stored; on both stores. */
@ParameterizedClass
@EnumSource(AlteredDatabase.Kind.class)
class ForgedHistoryTest {

    private static final SigningKey KEY = SigningKey.generate();
    private static final String HEAD = "/api/v1/history/head?" + STREAM;
    private static final String RECEIPTS = "/api/v1/events?receipts=true&" + STREAM;

    @Parameter
    private AlteredDatabase.Kind kind;

    @TempDir
    private Path directory;

    private AlteredDatabase database;

    /** Three events, of which two were signed first, then all. The head's row of two is kept aside. */
    @BeforeEach
    void fill() throws SQLException {
        database = kind.create(directory);
        try (TestServer server = start()) {
            server.ingest(batch(event(id(1), "o-1", "{\"n\":1}"), event(id(2), "o-2", "{\"n\":2}")));
            assertThat(server.get(HEAD).statusCode()).isEqualTo(200);
        }
        database.execute("create table aside as select * from {stream_heads}");
        try (TestServer server = start()) {
            server.ingest(batch(event(id(3), "o-3", "{\"n\":3}")));
            assertThat(json(server.get(HEAD)).get("size").asLong()).isEqualTo(3);
        }
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void a_forged_event_gets_no_receipt() throws SQLException {
        try (TestServer server = start()) {
            assertThat(server.get(RECEIPTS).statusCode()).isEqualTo(200);
            database.execute("update {events} set entity_id = 'o-x' where sequence_number = 2");

            HttpResponse<String> page = server.get(RECEIPTS);
            assertThat(page.statusCode()).as(page.body()).isEqualTo(503);
            assertThat(json(page).at("/error/code").asText()).isEqualTo("history_mismatch");
            assertThat(server.get("/api/v1/events/" + id(2) + "?receipts=true&" + STREAM)
                            .statusCode())
                    .isEqualTo(503);
            assertThat(server.get("/api/v1/events?" + STREAM).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_forged_event_with_a_leaf_that_fits_gets_no_receipt_either() throws SQLException {
        byte[] forged;
        try (TestServer server = start()) {
            database.execute("update {events} set entity_id = 'o-x' where sequence_number = 2");
            forged = Outsider.of(server)
                    .client()
                    .events(Outsider.of(server).stream(), 2, 1, false)
                    .events()
                    .iterator()
                    .next()
                    .toSequencedEvent()
                    .leafHash()
                    .toByteArray();
        }
        database.execute("update {events} set leaf_hash = " + database.bytes(forged) + " where sequence_number = 2");
        try (TestServer server = start()) {
            assertThat(server.get(RECEIPTS).statusCode()).isEqualTo(503);
        }
    }

    @Test
    void a_stream_of_events_with_receipts_ends_before_it_and_says_why() throws Exception {
        try (TestServer server = start()) {
            database.execute("update {events} set entity_id = 'o-x' where sequence_number = 2");
            assertThat(eventStream(server, "receipts=true&"))
                    .contains("200 OK", "o-1")
                    .contains(
                            "\nevent: end\ndata: {\"error\":{\"code\":\"history_mismatch\"", "event 2 is not as it was")
                    .doesNotContain("o-x", "o-3")
                    .endsWith("}}\n\n");
        }
    }

    @Test
    void an_event_stream_says_that_it_ends_before_an_unreadable_one() throws Exception {
        try (TestServer server = start()) {
            database.execute("update {events} set payload_kind = 1 where sequence_number = 2");
            assertThat(eventStream(server, ""))
                    .contains("200 OK", "\nevent: end\ndata: {\"error\":{\"code\":\"internal_error\"")
                    .doesNotContain("o-2", "o-3")
                    .endsWith("}}\n\n");
        }
    }

    /** All that a server sends until it ends a stream of events. */
    private static String eventStream(TestServer server, String query) throws IOException {
        try (Socket socket = server.connect()) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET /api/v1/events/stream?" + query + STREAM
                                    + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx-api-key: " + TestServer.KEY
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return DocumentedAnswer.checkMessages(
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** No leaf has the version, so the tree is as it was signed. */
    @Test
    void an_entity_of_a_forged_version_takes_no_event_and_says_why() throws SQLException {
        database.execute("update {events} set entity_version = 9223372036854775807 where sequence_number = 2");
        try (TestServer server = start()) {
            HttpResponse<String> refused = server.ingest(batch(event(id(4), "o-2", "{}")));
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
            assertThat(json(refused).at("/error/code").asText()).isEqualTo("history_mismatch");
            assertThat(json(refused).at("/error/message").asText())
                    .contains("the last event of ", " o-2 is not as it was sequenced")
                    .contains("its entity version is 9223372036854775807, and there are 3 events in all");
            assertThat(json(refused).at("/error/details/store_id").asText()).isEqualTo(STORE);

            assertThat(json(server.ingest(batch(event(id(4), "o-4", "{}"))))
                            .get("head_sequence")
                            .asLong())
                    .isEqualTo(4);
            assertThat(server.get("/ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_history_cut_short_stops_its_stream_and_no_other() throws SQLException {
        cutShort();
        try (TestServer server = start()) {
            HttpResponse<String> refused = server.ingest(batch(event(id(4), "o-4", "{}")));
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).contains("60");
            assertThat(json(refused).at("/error/code").asText()).isEqualTo("history_mismatch");

            HttpResponse<String> ready = server.get("/ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            JsonNode error = json(ready).get("error");
            assertThat(error.get("code").asText()).isEqualTo("history_mismatch");
            assertThat(error.get("message").asText()).contains(TENANT, STORE);
            assertThat(error.at("/details/tenant_id").asText()).isEqualTo(TENANT);
            assertThat(error.at("/details/store_id").asText()).isEqualTo(STORE);

            assertThat(json(server.get("/api/v1/events?" + STREAM)).get("count").asInt())
                    .isEqualTo(2);
            assertThat(server.withFreshStream()
                            .ingest(batch(event(id(5), "o-5", "{}")))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void an_administrator_may_accept_it_for_all_to_see() throws SQLException {
        cutShort();
        try (TestServer server = start()) {
            assertThat(server.ingest(batch(event(id(4), "o-4", "{}"))).statusCode())
                    .isEqualTo(503);

            HttpResponse<String> accepted =
                    server.post("/history/accept", "{\"tenant_id\":\"" + TENANT + "\",\"store_id\":\"" + STORE + "\"}");
            assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(200);
            assertThat(json(accepted).get("size").asLong()).isEqualTo(2);

            assertThat(server.get("/ready").statusCode()).isEqualTo(200);
            assertThat(json(server.ingest(batch(event(id(4), "o-4", "{}"))))
                            .get("head_sequence")
                            .asLong())
                    .isEqualTo(3);
            assertThat(headsLog(server)).anyMatch(entry -> entry.kind() == HeadsLogEntry.Kind.BREAK);
        }
    }

    @Test
    void what_is_as_it_was_signed_need_not_be_accepted() {
        try (TestServer server = start()) {
            assertThat(server.post("/history/accept", "{\"tenant_id\":\"" + TENANT + "\"}")
                            .statusCode())
                    .isEqualTo(400);
        }
    }

    private static List<HeadsLogEntry> headsLog(TestServer server) {
        Outsider outsider = Outsider.of(server);
        int size = (int) outsider.awaitHeads().head().size();
        byte[] bundle = outsider.client().headsLog().read(TilePath.entries(0, size));
        return IntStream.range(0, size)
                .mapToObj(i -> HeadsLogEntry.parse(Arrays.copyOfRange(bundle, i * 89 + 2, (i + 1) * 89)))
                .toList();
    }

    /** The third event is gone, and the head's row is again what it was. */
    private void cutShort() throws SQLException {
        database.execute(
                "delete from {events} where sequence_number = 3",
                "update {stream_heads} set (head, tree_size, right_edge, tree_root)"
                        + " = (select head, tree_size, right_edge, tree_root from aside where head > 0) where head > 0");
    }

    private TestServer start() {
        return TestServer.start(database.open(), sequencing -> sequencing.signingKey(KEY), serving -> {});
    }
}
