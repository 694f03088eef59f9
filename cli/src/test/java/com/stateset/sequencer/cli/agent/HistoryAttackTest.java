package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.cli.ServerDatabase;
import com.stateset.sequencer.cli.StoreKind;
import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.server.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
 * A server's database is changed behind its back, and an agent that holds the 300 events of before syncs with it. Every
 * attacker can compute leaves, tiles, right edges and roots; who has made the sequencer forget what it has signed, too, makes it sign
 * a second history.
 */
@ParameterizedClass
@EnumSource(StoreKind.class)
class HistoryAttackTest {

    private static final int EVENTS = 300;
    private static final UUID STORE = UUID.randomUUID();
    private static final StreamId STREAM = new StreamId(Agent.TENANT, STORE);

    @Parameter
    @SuppressWarnings(
            "UnusedVariable") // what is made before all tests of a kind takes it; each test only needs its place
    private StoreKind kind;

    @TempDir
    private static Path before;

    private static ServerDatabase written;
    private static ServerDatabase backup;

    @TempDir
    private Path directory;

    private ServerDatabase database;
    private Agent reader;
    private List<JsonNode> held;

    @BeforeParameterizedClassInvocation
    static void write(StoreKind kind) throws IOException {
        Path folder = Files.createDirectory(before.resolve(kind.name()));
        written = kind.create(folder.resolve("server"));
        try (TestServer server = LocalServer.start(written)) {
            Agent writer = Agent.init(folder.resolve("writer"), server.url(), STORE, "--unsigned");
            writer.appendLines(lines(0, 200));
            writer.run("sync").succeeded();
        }
        backup = written.copy(folder.resolve("backup"));
        try (TestServer server = LocalServer.start(written)) {
            Agent writer = Agent.init(folder.resolve("writer"), server.url(), STORE, "--unsigned");
            writer.appendLines(lines(200, EVENTS));
            writer.run("sync").succeeded();
            Agent.init(before.resolve("reader"), server.url(), STORE, "--unsigned")
                    .run("sync")
                    .succeeded();
        }
    }

    @AfterParameterizedClassInvocation
    static void dropWhatWasWritten() throws IOException {
        written.close();
        backup.close();
        Directories.delete(before.resolve("reader"));
    }

    @BeforeEach
    void copy() throws IOException {
        database = written.copy(directory.resolve("server"));
        Directories.copy(before.resolve("reader"), directory.resolve("reader"));
        reader = new Agent(directory.resolve("reader"));
        held = reader.log();
        assertThat(held).hasSize(EVENTS);
    }

    @AfterEach
    void dropTheCopy() {
        database.close();
    }

    @Test
    void an_honest_server_agrees_on_a_signed_root() {
        try (TestServer server = start()) {
            reader.run("sync").succeeded();
            JsonNode status = reader.status();
            assertThat(status.get("history").textValue()).isEqualTo("signed");
            assertThat(status.get("history_size").longValue()).isEqualTo(EVENTS);
            assertThat(status.get("history_key").textValue()).hasSize(64);
            assertThat(status.get("history_key_from").textValue()).isEqualTo("trusted since the first contact");
            assertThat(server.url()).isNotEmpty();
        }
    }

    @Test
    void an_altered_event_with_its_tree_is_named() throws Exception {
        database.alter(60).fit(STREAM);
        try (TestServer server = start()) {
            assertRefused(60);
            assertThat(evidence()).isEmpty();
            assertThat(server.url()).isNotEmpty();
        }
    }

    @Test
    void a_sequencer_that_signs_the_altered_history_convicts_itself() throws Exception {
        database.alter(60).fit(STREAM).forgetCheckpoints();
        assertProven(60, "evidence-300.json");
    }

    @Test
    void a_dropped_event_is_named_and_proven() throws Exception {
        database.drop(60).fit(STREAM).forgetCheckpoints();
        assertProven(60, "evidence-300.json");
    }

    @Test
    void an_inserted_event_is_named_and_proven() throws Exception {
        database.insert(60).fit(STREAM).forgetCheckpoints();
        assertProven(61, "evidence-301.json");
    }

    @Test
    void reordered_events_are_named_and_proven() throws Exception {
        database.swap(60, 290).fit(STREAM).forgetCheckpoints();
        assertProven(60, "evidence-300.json");
    }

    @Test
    void the_alteration_is_named_also_after_new_events() throws Exception {
        database.alter(60).fit(STREAM).forgetCheckpoints();
        try (TestServer server = start()) {
            Agent other = Agent.init(directory.resolve("other"), server.url(), STORE, "--unsigned");
            other.appendLines(lines(EVENTS, EVENTS + 30));
            other.run("sync").succeeded();
            assertRefused(60);
            assertIsProof("evidence-330.json");
        }
    }

    @Test
    void an_event_altered_beside_its_tree_reaches_no_agent() throws Exception {
        database.alter(60);
        try (TestServer server = start()) {
            reader.run("sync").succeeded();
            assertThat(reader.log()).isEqualTo(held);
            AgentRun run = Agent.init(directory.resolve("newcomer"), server.url(), STORE, "--unsigned")
                    .run("sync");
            run.failed(ExitCodes.HISTORY_MISMATCH, "history");
        }
    }

    @Test
    void a_truncated_history_is_behind_and_no_proof_of_anything() throws Exception {
        database.truncate(250).fit(STREAM).forgetCheckpoints();
        try (TestServer server = start()) {
            assertRefused(251);
            assertThat(reader.run("sync").err()).contains("an old answer, or a restored backup");
            assertThat(evidence()).isEmpty();
            assertThat(server.url()).isNotEmpty();
        }
    }

    @Test
    void a_restored_backup_is_behind_with_a_checkpoint_that_is_valid() throws Exception {
        database.close();
        database = backup.copy(directory.resolve("restored"));
        try (TestServer server = start()) {
            assertRefused(201);
            assertThat(evidence()).isEmpty();
            assertThat(server.url()).isNotEmpty();
        }
    }

    /** Of another party that has the database and a key of its own, in the place of the sequencer's. */
    @Test
    void an_exchanged_key_of_the_sequencer_is_not_the_pinned_one() throws Exception {
        String pinned = reader.status().get("history_key").textValue();
        database.forgetCheckpoints().execute("delete from {sequencer_keys}");
        try (TestServer server = LocalServer.start(database, "6f".repeat(32))) {
            Agent.init(reader.directory(), server.url(), STORE, "--unsigned");
            AgentRun run = reader.run("sync");
            assertThat(run.exitCode()).isNotZero();
            assertThat(run.err())
                    .contains("the server no longer shows key 1 of sequencer ", ", which this outbox trusts");
            assertThat(reader.log()).isEqualTo(held);
            assertThat(reader.status().get("history_key").textValue()).isEqualTo(pinned);
        }
    }

    @Test
    void forged_evidence_is_refused() throws Exception {
        database.alter(60).fit(STREAM).forgetCheckpoints();
        try (TestServer server = start()) {
            assertRefused(60);
            assertThat(server.url()).isNotEmpty();
        }
        Path file = reader.directory().resolve("evidence-300.json");
        String text = Files.readString(file);
        JsonNode tree = AgentOptions.JSON.readTree(text);
        String first = tree.get("first").textValue();
        assertNotProven(text.replace(escaped(tree.get("second").textValue()), escaped(first)), "not");
        assertNotProven(text.replace("\\n300\\n", "\\n299\\n"), "forged or damaged (bad signature)");
        String hash = tree.at("/difference/second/record_hash").textValue();
        assertNotProven(text.replace(hash, "0".repeat(64)), "forged or damaged (not included)");
        assertNotProven("{}", "evidence");
        AgentRun other = AgentRun.of("verify-equivocation", file.toString(), "--sequencer-key", "11".repeat(32));
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.out()).contains("is not one of those given");
    }

    private void assertProven(long number, String file) throws IOException {
        try (TestServer server = start()) {
            assertRefused(number);
            assertIsProof(file);
            assertThat(server.url()).isNotEmpty();
        }
    }

    private void assertRefused(long number) {
        for (String command : List.of("sync", "pull")) {
            AgentRun run = reader.run(command);
            run.failed(ExitCodes.HISTORY_MISMATCH, "history mismatch at event " + number + ": ");
            assertThat(run.json().get("sequence_number").longValue()).isEqualTo(number);
        }
        assertThat(reader.log()).isEqualTo(held);
        assertThat(reader.status().get("history_size").longValue()).isEqualTo(EVENTS);
    }

    private void assertIsProof(String name) throws IOException {
        assertThat(evidence()).containsExactly(name);
        Path file = reader.directory().resolve(name);
        String key = AgentOptions.JSON.readTree(file.toFile()).get("public_key").textValue();
        assertThat(key).isEqualTo(reader.status().get("history_key").textValue());
        AgentRun run = AgentRun.of("verify-equivocation", file.toString(), "--sequencer-key", key)
                .succeeded();
        assertThat(run.out())
                .contains(": proven", "key " + key + " has signed two histories", "differs: its record hash");
    }

    private void assertNotProven(String text, String reason) throws IOException {
        Path file = Files.writeString(directory.resolve("forged.json"), text);
        AgentRun run = AgentRun.of("verify-equivocation", file.toString());
        assertThat(run.exitCode()).as(run.out()).isEqualTo(1);
        assertThat(run.out()).contains(": not proven: ", reason);
    }

    private List<String> evidence() throws IOException {
        try (Stream<Path> files = Files.list(reader.directory())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("evidence-"))
                    .toList();
        }
    }

    /** The reader goes on under the address that the server has this time. */
    private TestServer start() {
        TestServer server = LocalServer.start(database);
        Agent.init(reader.directory(), server.url(), STORE, "--unsigned");
        return server;
    }

    private static String escaped(String note) {
        return note.replace("\n", "\\n");
    }

    private static List<String> lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(n -> Agent.line("o-" + n, n, ""))
                .toList();
    }
}
