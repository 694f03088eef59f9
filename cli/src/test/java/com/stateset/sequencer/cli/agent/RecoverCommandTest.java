package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.cli.ServerDatabase;
import com.stateset.sequencer.cli.StoreKind;
import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.serve.ConfiguredTestServer;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.WireReceipt;
import com.stateset.sequencer.protocol.history.WireInclusion;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.server.TestServer;
import com.stateset.sequencer.tlog.LogHashes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Three agents and a server that came back from an older copy of its database, or without any. Half of the events are written on top of
 * other agents' ones, with base versions.
 */
@ParameterizedClass
@EnumSource(StoreKind.class)
class RecoverCommandTest {

    private static final SigningKey KEY = SigningKey.generate();

    @Parameter
    private StoreKind kind;

    private static final UUID STORE = UUID.randomUUID();
    private static final List<String> NAMES = List.of("a", "b", "c");

    private final List<ServerDatabase> databases = new ArrayList<>();
    private final List<Agent> agents = new ArrayList<>();

    @TempDir
    private static Path before;

    private static int port;
    private static ServerDatabase written;
    private static ServerDatabase saved;

    @TempDir
    private Path directory;

    private ServerDatabase backup;

    /** The backup has 12 events, the server 30 at the end. */
    @BeforeParameterizedClassInvocation
    static void loseHistory(StoreKind kind) throws IOException {
        Path folder = Files.createDirectory(before.resolve(kind.name()));
        port = LocalServer.unusedPort();
        written = kind.create(folder.resolve("server"));
        List<Agent> writers = new ArrayList<>();
        try (TestServer server = start(written, KEY)) {
            for (String name : NAMES) {
                writers.add(Agent.init(before.resolve(name), server.url(), STORE, "--api-key", Agent.ADMIN));
            }
            IntStream.range(0, 4).forEach(n -> round(writers, n));
        }
        saved = written.copy(folder.resolve("backup"));
        try (TestServer server = start(written, KEY)) {
            assertThat(server.url()).endsWith(":" + port);
            IntStream.range(4, 10).forEach(n -> round(writers, n));
            writers.forEach(agent -> agent.run("sync").succeeded());
        }
        assertThat(ids(writers.get(0))).hasSize(30);
    }

    @AfterParameterizedClassInvocation
    static void dropWhatWasWritten() throws IOException {
        written.close();
        saved.close();
        for (String name : NAMES) {
            Directories.delete(before.resolve(name));
        }
    }

    /** Each test has the agents and the backup for itself. */
    @BeforeEach
    void copy() throws IOException {
        for (String name : NAMES) {
            Directories.copy(before.resolve(name), directory.resolve(name));
            agents.add(new Agent(directory.resolve(name)));
        }
        backup = saved.copy(directory.resolve("backup"));
        databases.add(backup);
    }

    @AfterEach
    void drop() {
        databases.forEach(ServerDatabase::close);
    }

    @Test
    void an_older_copy_is_refilled_by_the_first_agent() {
        List<String> before = ids(agents.get(0));
        try (TestServer server = start(backup, KEY)) {
            assertThat(server.url()).endsWith(":" + port);
            Agent first = agents.get(0);
            first.run("sync").failed(ExitCodes.HISTORY_MISMATCH, "'agent recover' shows what it has lost");

            AgentRun asked = first.run("recover");
            asked.failed(ExitCodes.NOT_POSSIBLE, "not confirmed");
            assertThat(asked.json().get("lost").get("own").intValue()).isEqualTo(6);
            assertThat(asked.json().get("lost").get("signed").intValue()).isEqualTo(12);
            assertThat(ids(first)).isEqualTo(before);

            JsonNode outcome = first.run("recover", "--yes").succeeded().json().get("outcome");
            assertThat(outcome.get("came_back")).hasSize(18);
            assertThat(outcome.get("conflicts")).isEmpty();
            assertThat(ids(first)).isEqualTo(before);
            for (Agent agent : agents.subList(1, 3)) {
                // The refilled history is the one that they hold: there is nothing to recover.
                agent.run("sync").succeeded();
                assertThat(agent.run("recover").succeeded().json().get("needed").booleanValue())
                        .isFalse();
            }
            assertAllHold(before);
        }
    }

    @Test
    void the_evidence_proves_what_was_accepted_once() throws Exception {
        try (TestServer server = start(backup, KEY)) {
            assertThat(server.url()).endsWith(":" + port);
            Agent agent = agents.get(0);
            agent.run("recover", "--yes").succeeded();
            List<String> lines = Files.readAllLines(agent.directory().resolve("evidence-lost-13-30.ndjson"));
            JsonNode header = AgentOptions.JSON.readTree(lines.get(0));
            List<String> note = header.get("checkpoint").textValue().lines().toList();
            long size = Long.parseLong(note.get(1));
            Hash root = Hash.of(Base64.getDecoder().decode(note.get(2)));
            Ed25519PublicKey key = Ed25519PublicKey.parse(
                    header.get("sequencer_keys").elements().next().textValue());
            assertThat(key).isEqualTo(KEY.publicKey());
            assertThat(lines).hasSize(19);
            for (String text : lines.subList(1, lines.size())) {
                JsonNode line = AgentOptions.JSON.readTree(text);
                Hash leaf = Hash.parse(line.get("leaf_hash").textValue());
                read(line.get("inclusion"), WireInclusion.class).toProof(size).verify(LogHashes.record(leaf), root);
                read(line.get("receipt"), WireReceipt.class).toReceipt().verifySignature(key);
            }
        }
    }

    @Test
    void events_that_came_after_the_restore_stay_and_conflicts_show() throws IOException {
        try (TestServer server = start(backup, KEY)) {
            Agent newcomer = Agent.init(directory.resolve("d"), server.url(), STORE, "--api-key", Agent.ADMIN);
            newcomer.run("sync").succeeded();
            // Takes the place that the first lost event of the entity had.
            newcomer.append("o-0", "{\"n\":1000}", "--base-version", "auto").succeeded();
            newcomer.run("sync").succeeded();

            JsonNode outcome =
                    agents.get(0).run("recover", "--yes").succeeded().json().get("outcome");

            assertThat(outcome.get("conflicts")).isNotEmpty();
            assertThat(outcome.get("came_back").size()
                            + outcome.get("conflicts").size()
                            + outcome.get("waiting").size())
                    .isEqualTo(18);
            Agent first = agents.get(0);
            // Its own event was the first: those of others behind it are judged once that one is settled.
            first.run("settle", "--all", "--policy", "mine").succeeded();
            first.run("sync").succeeded();
            JsonNode settled = first.run("settle", "--all", "--include-others", "--policy", "mine")
                    .json();
            assertThat(keptOfOthers(settled))
                    .isNotEmpty()
                    .containsExactlyInAnyOrderElementsOf(idsOf(settled.get("given_back")));
            for (JsonNode conflict : first.conflicts()) {
                assertThat(conflict.get("source_agent"))
                        .isEqualTo(first.status().get("agent_id"));
            }
            agents.forEach(agent -> agent.run("recover", "--yes").succeeded());
            // Each round gives up one event of others; more stand behind it.
            for (int i = 0; i < 12 && agents.stream().anyMatch(RecoverCommandTest::isWaiting); i++) {
                agents.forEach(agent -> {
                    agent.run("settle", "--all", "--policy", "mine");
                    giveUpThoseOfOthers(agent);
                    agent.run("sync").succeeded();
                });
            }
            assertThat(agents).noneMatch(RecoverCommandTest::isWaiting);
            agents.forEach(agent -> agent.run("sync").succeeded());
            assertThat(agents.stream().map(RecoverCommandTest::ids).distinct()).hasSize(1);
            assertThat(ids(agents.get(0)).size()).isGreaterThanOrEqualTo(31);
        }
    }

    @Test
    void an_empty_server_is_refilled_when_each_agent_has_been_there() {
        List<String> before = ids(agents.get(0));
        try (TestServer server = start(create("empty"), KEY)) {
            assertThat(server.url()).endsWith(":" + port);
            agents.get(0).run("sync").failed(ExitCodes.HISTORY_MISMATCH, "the server is sequencer");
            // Nobody else's key is known there yet.
            agents.forEach(agent -> agent.run("recover", "--yes").succeeded());
            agents.forEach(agent -> agent.run("sync").succeeded());
            assertAllHoldInOrderOfEntities(before);
            assertNothingWaits();
        }
    }

    @Test
    void another_server_with_a_new_key_needs_to_be_trusted() {
        SigningKey other = SigningKey.generate();
        List<String> before = ids(agents.get(0));
        try (TestServer server = start(create("other"), other)) {
            assertThat(server.url()).endsWith(":" + port);
            Agent first = agents.get(0);
            first.run("recover", "--yes").failed(ExitCodes.HISTORY_MISMATCH, "'agent trust --sequencer-key'");
            first.run("trust", "--sequencer-key", KEY.publicKey().toHex())
                    .failed(ExitCodes.HISTORY_MISMATCH, "is not among them");
            assertThat(ids(first)).isEqualTo(before);
            for (Agent agent : agents) {
                assertThat(agent.run(
                                        "trust",
                                        "--sequencer-key",
                                        other.publicKey().toHex())
                                .succeeded()
                                .json()
                                .get("recovery_needed")
                                .booleanValue())
                        .isTrue();
                agent.run("recover", "--yes").succeeded();
            }
            agents.forEach(agent -> agent.run("sync").succeeded());
            assertAllHoldInOrderOfEntities(before);
            assertThat(agents.get(0).status().get("history_key").textValue())
                    .isEqualTo(other.publicKey().toHex());
        }
    }

    @Test
    void with_export_each_agent_brings_back_its_own() throws IOException {
        List<String> before = ids(agents.get(0));
        try (TestServer server = start(backup, KEY)) {
            assertThat(server.url()).endsWith(":" + port);
            Agent first = agents.get(0);
            JsonNode report = first.run("recover", "--yes", "--policy", "export")
                    .succeeded()
                    .json();
            assertThat(report.get("outcome").get("gone")).hasSize(12);
            assertThat(report.get("files")).hasSize(3);
            String author =
                    report.get("outcome").get("gone").get(0).get("source_agent").textValue();
            assertThat(Files.readAllLines(first.directory().resolve("evidence-signed-" + author + ".ndjson")))
                    .hasSize(6);
            for (Agent agent : agents.subList(1, 3)) {
                agent.run("recover", "--yes").succeeded();
            }
            for (int i = 0; i < 3; i++) {
                agents.forEach(agent -> agent.run("retry", "--all"));
                agents.forEach(agent -> agent.run("sync").succeeded());
            }
            assertThat(ids(first)).containsExactlyInAnyOrderElementsOf(before);
        }
    }

    /** As docs/offline.md says it, of an agent whose folder is lost, too. */
    @Test
    void what_nobody_has_signed_comes_back_by_import() throws IOException {
        UUID store = UUID.randomUUID();
        Agent first;
        Agent gone;
        try (TestServer server = start(backup, KEY)) {
            first = Agent.init(directory.resolve("x"), server.url(), store, "--unsigned", "--api-key", Agent.ADMIN);
            gone = Agent.init(directory.resolve("y"), server.url(), store, "--unsigned", "--api-key", Agent.ADMIN);
            IntStream.range(0, 2).forEach(n -> round(List.of(first, gone), n));
        }
        ServerDatabase older = backup.copy(directory.resolve("older"));
        databases.add(older);
        try (TestServer server = start(backup, KEY)) {
            assertThat(server.url()).endsWith(":" + port);
            IntStream.range(2, 4).forEach(n -> round(List.of(first, gone), n));
            first.run("sync").succeeded();
        }
        List<JsonNode> before = first.log();
        String author = gone.status().get("agent_id").textValue();
        try (TestServer server = start(older, KEY)) {
            JsonNode outcome = first.run("recover", "--yes").succeeded().json().get("outcome");
            assertThat(outcome.get("gone")).hasSize(2).allSatisfy(event -> {
                assertThat(event.get("source_agent").textValue()).isEqualTo(author);
            });
            Path file = first.directory().resolve("evidence-unsigned-" + author + ".ndjson");
            assertThat(Files.readAllLines(file)).hasSize(2);

            Agent.administer(server.url(), store, "import", file.toString(), "--agent", author);

            // Its own event stood on top of one of them.
            assertThat(first.status("rejected")).isEqualTo(1);
            first.run("retry", "--all").succeeded();
            first.run("sync", "--strict").succeeded();
            assertThat(first.log())
                    .extracting(RecoverCommandTest::essence)
                    .containsExactlyInAnyOrderElementsOf(
                            before.stream().map(RecoverCommandTest::essence).toList());
        }
    }

    /** Each agent writes on top of what it has pulled: of the entity that all write to, and one of its own. */
    private static void round(List<Agent> agents, int n) {
        for (Agent agent : agents) {
            agent.run("sync").succeeded();
            String entity = n % 2 == 0 ? "o-0" : "o-" + agents.indexOf(agent);
            agent.append(entity, "{\"n\":" + n + "}", "--base-version", "auto").succeeded();
            agent.run("sync").succeeded();
        }
    }

    private void assertAllHold(List<String> ids) {
        for (Agent agent : agents) {
            agent.run("sync").succeeded();
            assertThat(ids(agent)).isEqualTo(ids);
        }
    }

    /** An agent whose key a server does not know yet is waited for, so that other entities may go on before. */
    private void assertAllHoldInOrderOfEntities(List<String> ids) {
        for (Agent agent : agents) {
            agent.run("sync").succeeded();
            assertThat(ids(agent)).containsExactlyInAnyOrderElementsOf(ids);
            for (JsonNode event : agent.log()) {
                assertThat(event.get("base_version").longValue())
                        .isEqualTo(event.get("entity_version").longValue() - 1);
            }
        }
        assertThat(agents.stream().map(RecoverCommandTest::ids).distinct()).hasSize(1);
    }

    private void assertNothingWaits() {
        for (Agent agent : agents) {
            assertThat(agent.status("pending") + agent.status("rejected") + agent.status("from_others"))
                    .isZero();
            assertThat(agent.status("accepted")).isEqualTo(10);
        }
    }

    private ServerDatabase create(String name) {
        ServerDatabase database = kind.create(directory.resolve(name));
        databases.add(database);
        return database;
    }

    private static TestServer start(ServerDatabase database, SigningKey key) {
        return ConfiguredTestServer.start(database.variables(Map.of(
                "PORT",
                String.valueOf(port),
                "BOOTSTRAP_ADMIN_API_KEY",
                Agent.ADMIN,
                "VES_SEQUENCER_SIGNING_KEY",
                HexFormat.of().formatHex(key.toSeed()))));
    }

    private static <T> T read(JsonNode node, Class<T> type) {
        return ProtocolJson.read(node.toString().getBytes(StandardCharsets.UTF_8), type);
    }

    private static boolean isWaiting(Agent agent) {
        return agent.status("pending") + agent.status("rejected") + agent.status("blocked") > 0;
    }

    /** The events in the files that a settlement has written. */
    private static List<String> keptOfOthers(JsonNode settled) throws IOException {
        List<String> ids = new ArrayList<>();
        for (Map.Entry<String, JsonNode> file : settled.get("files").properties()) {
            List<String> lines = Files.readAllLines(Path.of(file.getKey()));
            assertThat(lines).hasSize(file.getValue().intValue());
            for (String line : lines) {
                ids.add(AgentOptions.JSON.readTree(line).get("event_id").textValue());
            }
        }
        return ids;
    }

    private static List<String> idsOf(JsonNode events) {
        List<String> ids = new ArrayList<>();
        events.forEach(event -> ids.add(event.get("event_id").textValue()));
        return ids;
    }

    /** Their authors hold them, too, and settle them. */
    private static void giveUpThoseOfOthers(Agent agent) {
        for (JsonNode conflict : agent.run("conflicts").json().get("conflicts")) {
            if (!conflict.path("own").asBoolean(true)) {
                agent.run("discard", conflict.get("event_id").textValue()).succeeded();
            }
        }
    }

    /** All but its place. */
    private static String essence(JsonNode event) {
        return String.join(
                " ",
                event.get("event_id").textValue(),
                event.get("source_agent").textValue(),
                event.get("entity_id").textValue(),
                event.get("created_at").textValue(),
                event.get("payload").toString());
    }

    private static List<String> ids(Agent agent) {
        return agent.log().stream()
                .map(event -> event.get("event_id").textValue())
                .toList();
    }
}
