package com.stateset.sequencer.cli;

import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.cli.serve.ConfiguredTestServer;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.http.SequencerClient;
import com.stateset.sequencer.protocol.ingest.IngestAnswer;
import com.stateset.sequencer.server.Sent;
import com.stateset.sequencer.server.TestServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceptHistoryCommandTest {

    private static final StreamId STREAM = new StreamId(UUID.fromString(Sent.TENANT), UUID.fromString(Sent.STORE));
    private static final String KEY = "ss_of-the-administrator";

    @TempDir
    private Path directory;

    /** Two events were signed; then the second is gone, and the head's row is again what it was before. */
    @BeforeEach
    void putBack() throws SQLException {
        try (TestServer server = start("required")) {
            ingest(server, "o-1");
        }
        execute("create table aside as select * from stream_heads");
        try (TestServer server = start("required")) {
            ingest(server, "o-2");
            assertThat(client(server).historyHead(STREAM)).isPresent();
        }
        execute(
                "delete from events where sequence_number = 2",
                "delete from stream_heads",
                "insert into stream_heads select * from aside");
    }

    @Test
    void an_administrator_accepts_what_is_stored() {
        try (TestServer server = start("required")) {
            assertThatThrownBy(() -> ingest(server, "o-3"))
                    .isInstanceOf(TransportException.class)
                    .hasMessageContaining(STREAM.toString());

            CommandRun run = CommandRun.of(arguments(server, KEY));

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).startsWith("the history of stream " + STREAM + " is accepted: 1 events, root ");
            assertThat(ingest(server, "o-3").headSequence()).isEqualTo(2);
        }
        CommandRun audit = CommandRun.of(
                "verify-stream", "--tenant", Sent.TENANT, "--store", Sent.STORE, "--data", directory.toString());
        assertThat(audit.exitCode()).as(audit.out()).isZero();
        assertThat(audit.out())
                .contains(
                        "an administrator has accepted another history of this stream than was signed before, one of 1 events:");
    }

    @Test
    void others_do_not() {
        try (TestServer server = start("required")) {
            CommandRun run = CommandRun.of(arguments(server, "ss_of-another"));

            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.err()).startsWith("accept-history: the server at ").contains(" answers 401");
            assertThatThrownBy(() -> ingest(server, "o-3")).isInstanceOf(TransportException.class);
        }
    }

    @Test
    void where_everyone_may_call_no_one_is_an_administrator() {
        try (TestServer server = start("disabled")) {
            CommandRun run = CommandRun.of(arguments(server, KEY));

            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.err()).contains(" answers 403");
        }
    }

    private TestServer start(String authMode) {
        return ConfiguredTestServer.start(
                Map.of("DATA_DIR", directory.toString(), "AUTH_MODE", authMode, "BOOTSTRAP_ADMIN_API_KEY", KEY));
    }

    private static IngestAnswer ingest(TestServer server, String entity) {
        return client(server).ingest(batch(event(entity, "{}")).getBytes(StandardCharsets.UTF_8));
    }

    private static SequencerClient client(TestServer server) {
        return SequencerClient.to(URI.create(server.url()), KEY);
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("events.db"));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String[] arguments(TestServer server, String key) {
        return new String[] {
            "accept-history", "--server", server.url(), "--tenant", Sent.TENANT, "--store", Sent.STORE, "--api-key", key
        };
    }
}
