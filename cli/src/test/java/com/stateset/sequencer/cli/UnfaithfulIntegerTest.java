package com.stateset.sequencer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.cli.serve.ConfiguredTestServer;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.json.InvalidJsonException;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.server.Sent;
import com.stateset.sequencer.server.SigningAgent;
import com.stateset.sequencer.server.TestServer;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import com.stateset.sequencer.sync.OutboxProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An integer that canonical JSON would write as another one, someone's order id, comes in by no door (PROTOCOL section 2). */
class UnfaithfulIntegerTest {

    private static final String PAYLOAD = "{\"id\":653247040368672768}";
    private static final String PROBLEM =
            "$.id: 653247040368672768 is an integer that would become 653247040368672800; send it as a string";

    private final StreamId stream = new StreamId(UUID.randomUUID(), UUID.randomUUID());
    private final NewEvent event = NewEvent.builder()
            .entity("order", "o-1")
            .eventType("order.placed")
            .payload(PAYLOAD)
            .build();

    @TempDir
    private Path directory;

    private TestServer server;

    @BeforeEach
    void startServer() {
        server = ConfiguredTestServer.start(Map.of(
                "AUTH_MODE", "disabled", "DATA_DIR", directory.resolve("server").toString()));
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void the_library_rejects_it() {
        try (Sequencer sequencer =
                Sequencer.builder().store(SqliteEventStore.inMemory()).build()) {
            EventStream log = sequencer.stream(stream);
            assertThat(log.tryAppend(event).outcomes())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Outcome.Rejected.class,
                            rejected -> assertThat(rejected.rejection().reason())
                                    .isEqualTo("schema_validation: payload " + PROBLEM));
            assertThat(log.head()).isZero();
        }
    }

    @Test
    void the_server_rejects_it_unsigned_and_signed() {
        assertThat(server.ingest(Sent.batch(Sent.event("o-1", PAYLOAD))).body())
                .contains("\"events_accepted\":0", "\"schema_validation: payload " + PROBLEM + "\"");

        SigningAgent agent = SigningAgent.registeredAt(server);
        ObjectNode signed = agent.event("o-1", "{\"id\":1}");
        signed.set("payload", TestServer.json(PAYLOAD));
        assertThat(signed.get("payload")).hasToString(PAYLOAD);
        assertThat(agent.send(server, signed).body())
                .contains("\"eventsAccepted\":0", "\"schema_validation: payload " + PROBLEM + "\"");
    }

    @Test
    void an_outbox_does_not_take_it() {
        OutboxProfile profile = new OutboxProfile(stream, UUID.randomUUID());
        try (SqliteOutbox outbox = SqliteOutbox.open(directory.resolve("outbox.db"), profile, null)) {
            assertThatThrownBy(() -> outbox.append(event))
                    .isInstanceOf(InvalidJsonException.class)
                    .hasMessageContaining(PROBLEM);
            assertThat(outbox.status().pending()).isZero();
        }
    }

    @Test
    void import_leaves_it_to_the_rejected_rows() throws IOException {
        Path lines = Files.writeString(
                directory.resolve("events.ndjson"),
                "{\"entity_type\":\"order\",\"entity_id\":\"1\",\"event_type\":\"placed\",\"payload\":" + PAYLOAD
                        + "}\n");
        assertRejected(imported(lines));

        Path table = Files.writeString(directory.resolve("orders.csv"), "no,id\n1,653247040368672768\n");
        assertRejected(imported(
                table,
                "--entity-type",
                "order",
                "--entity-id",
                "{no}",
                "--event-type",
                "placed",
                "--payload",
                "id=number"));
    }

    private void assertRejected(Path file) throws IOException {
        assertThat(Files.readString(Path.of(file + ".rejected.ndjson")))
                .contains("653247040368672768 is an integer that would become 653247040368672800; send it as a string");
    }

    private Path imported(Path file, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "import",
                file.toString(),
                "--server",
                server.url(),
                "--tenant",
                stream.tenantId().toString(),
                "--store",
                stream.storeId().toString()));
        arguments.addAll(List.of(more));
        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(1);
        assertThat(run.summary("accepted")).isEqualTo("0");
        return file;
    }
}
