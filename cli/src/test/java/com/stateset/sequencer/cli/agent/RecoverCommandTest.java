package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.cli.ServerDatabase;
import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The server came back from an older copy of its database: its history is refilled by those who hold it. */
class RecoverCommandTest extends LostHistory {

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
            assertThat(agents.stream().map(LostHistory::ids).distinct()).hasSize(1);
            assertThat(ids(agents.get(0)).size()).isGreaterThanOrEqualTo(31);
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

    private void assertAllHold(List<String> ids) {
        for (Agent agent : agents) {
            agent.run("sync").succeeded();
            assertThat(ids(agent)).isEqualTo(ids);
        }
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
}
