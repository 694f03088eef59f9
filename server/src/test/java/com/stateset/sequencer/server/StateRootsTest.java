package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.STORE;
import static com.stateset.sequencer.server.Sent.STREAM;
import static com.stateset.sequencer.server.Sent.TENANT;
import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An older writer knew of no state roots. */
class StateRootsTest {

    private static final String RANGE = "{\"tenant_id\":\"" + TENANT + "\",\"store_id\":\"" + STORE + "\"%s}";

    @TempDir
    private Path directory;

    private TestServer server;
    private JsonNode first;
    private JsonNode second;

    @BeforeEach
    void start() {
        server = TestServer.start(SqliteEventStore.open(directory.resolve("events.db")));
        first = commitToOneMore();
        second = commitToOneMore();
        server.ingest(batch(event("o-1", "{}")));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void the_head_and_the_events_are_read_as_ever() throws SQLException {
        forgetStateRoots();
        JsonNode head = json(server.get("/api/v1/head?" + STREAM));
        assertThat(head.get("head_sequence").asLong()).isEqualTo(3);
        assertThat(head.get("state_root").isNull()).isTrue();
        JsonNode latest = head.get("latest_commitment");
        assertThat(latest.get("batch_id")).isEqualTo(second.get("batch_id"));
        assertThat(latest.get("sequence_end").asLong()).isEqualTo(2);
        assertThat(latest.get("prev_state_root").isNull()).isTrue();
        assertThat(latest.get("new_state_root").isNull()).isTrue();
        assertThat(json(server.get("/api/v1/events?" + STREAM)).get("count").asInt())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/commitments", "/ves/commitments", "/proofs/2", "/ves/proofs/2"})
    void what_needs_them_names_the_command_that_fills_them_in(String path) throws SQLException {
        forgetStateRoots();
        assertStateRootsMissing(server.get("/api/v1" + path + "?" + STREAM));
    }

    @Test
    void the_commitment_itself_names_it_too() throws SQLException {
        forgetStateRoots();
        assertStateRootsMissing(
                server.get("/api/v1/commitments/" + second.get("batch_id").asText()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''",
                "',\"sequence_start\":1,\"sequence_end\":1'",
                "',\"sequence_end\":1'",
                "',\"sequence_start\":3'"
            })
    void a_chain_without_them_is_not_continued(String range) throws SQLException {
        forgetStateRoots();
        assertStateRootsMissing(server.post("/commitments", RANGE.formatted(range)));
    }

    @Test
    void a_commitment_before_the_last_may_lack_them_too() throws SQLException {
        execute("update commitments set new_state_root = null where sequence_start = 1");
        assertStateRootsMissing(server.get("/api/v1/proofs/1?" + STREAM));
        assertStateRootsMissing(
                server.post("/commitments", RANGE.formatted(",\"sequence_start\":1,\"sequence_end\":1")));
        assertThat(server.get("/api/v1/proofs/2?" + STREAM).statusCode()).isEqualTo(200);
        assertThat(server.post("/commitments", RANGE.formatted("")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void damage_of_another_kind_is_not_taken_for_it() throws SQLException {
        execute("update commitments set merkle_root = zeroblob(32)");
        HttpResponse<String> response = server.get("/api/v1/proofs/2?" + STREAM);
        assertThat(json(response).at("/error/code").asText()).isEqualTo("internal_error");
        assertThat(response.statusCode()).isEqualTo(500);
    }

    @Test
    void once_they_are_filled_in_all_is_well() throws SQLException {
        forgetStateRoots();
        for (JsonNode commitment : new JsonNode[] {first, second}) {
            execute("update commitments set prev_state_root = x'%s', new_state_root = x'%s' where sequence_start = %d"
                    .formatted(
                            commitment.get("prev_state_root").asText(),
                            commitment.get("new_state_root").asText(),
                            commitment.get("sequence_start").asLong()));
        }
        assertThat(json(server.get("/api/v1/commitments?" + STREAM)).get("commitments"))
                .containsExactly(second, first);
        assertThat(json(server.get("/api/v1/head?" + STREAM)).get("latest_commitment"))
                .isEqualTo(second);
    }

    private JsonNode commitToOneMore() {
        server.ingest(batch(event("o-1", "{}")));
        return json(server.post("/commitments", RANGE.formatted("")));
    }

    private void forgetStateRoots() throws SQLException {
        execute("update commitments set prev_state_root = null, new_state_root = null");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("events.db"));
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isPositive();
        }
    }

    private static void assertStateRootsMissing(HttpResponse<String> response) {
        assertThat(json(response).at("/error/code").asText())
                .as(response.body())
                .isEqualTo("state_roots_missing");
        assertThat(json(response).at("/error/message").asText())
                .isEqualTo("An older writer left commitments of this stream without state roots; the command"
                        + " backfill-ves-state-roots fills them in.");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).contains("60");
    }
}
