package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.serve.ConfiguredTestServer;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.protocol.keys.WireKeyDirectory;
import com.stateset.sequencer.server.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent's key in its life: replaced, revoked, exchanged in its folder. */
@Timeout(900)
class KeyRotateCommandTest {

    /** How often a rotation is killed. */
    private static final int ROUNDS = Boolean.getBoolean("sequencer.survival") ? 100 : 3;

    private final UUID store = UUID.randomUUID();

    @TempDir
    private Path directory;

    private TestServer server = TestServer.of("", () -> {});

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void a_revoked_key_signs_nothing_and_each_command_says_so() throws IOException {
        startOpen();
        Agent agent = Agent.init(directory.resolve("a"), server.url(), store);
        agent.append("o-1", "{\"n\":1}", "--base-version", "7").succeeded();
        agent.run("sync").succeeded();
        String conflict = agent.conflicts().get(0).get("event_id").textValue();
        revoke(agent, 1);
        AgentRun sync = agent.run("sync").succeeded();

        String sentence = "was revoked at 20";
        assertThat(sync.err()).contains(sentence, "'agent key rotate'");
        assertThat(agent.run("status").succeeded().err()).contains(sentence, "'agent key rotate'");
        assertThat(agent.status().get("key_revoked_at").textValue()).startsWith("20");
        agent.append("o-1", "{\"n\":2}").failed(ExitCodes.NOT_POSSIBLE, sentence);
        agent.run("rebase", conflict).failed(ExitCodes.NOT_POSSIBLE, sentence);
        AgentRun status = agent.run("key status");
        assertThat(status.exitCode()).isEqualTo(ExitCodes.NOT_POSSIBLE);
        assertThat(status.json().get("at_server").textValue()).isEqualTo("revoked");
        AgentRun init = agent.run(
                "init", "--server", server.url(), "--tenant", Agent.TENANT.toString(), "--store", store.toString());
        assertThat(init.json().get("key_registered").booleanValue()).isFalse();
        assertThat(init.err()).contains(sentence);
        assertThat(agent.status("pending") + agent.status("rejected")).isEqualTo(1);
    }

    @Test
    void what_the_revoked_key_has_signed_is_signed_anew_by_the_next() {
        startWithKeys();
        Agent agent = Agent.init(directory.resolve("a"), server.url(), store, "--api-key", TestServer.KEY);
        agent.append("o-1", "{\"n\":1}").succeeded();
        agent.append("o-1", "{\"n\":2}").succeeded();
        revoke(agent, 1);
        assertThat(agent.run("sync", "--strict").exitCode()).isEqualTo(ExitCodes.NOT_ALL_ACCEPTED);
        JsonNode first = agent.conflicts().get(0);
        assertThat(first.get("reason").textValue()).startsWith("agent_key_invalid");

        // The agent's API key is an administrator's.
        assertThat(agent.run("key rotate").succeeded().json().get("key_id").intValue())
                .isEqualTo(2);
        while (agent.conflicts().size() > 0) {
            agent.run("rebase", agent.conflicts().get(0).get("event_id").textValue())
                    .succeeded();
            agent.run("sync").succeeded();
        }
        assertThat(agent.run("sync", "--strict").exitCode()).isEqualTo(ExitCodes.DONE);
        assertThat(agent.log())
                .extracting(event -> event.get("payload").get("n").intValue())
                .containsExactly(1, 2);
        assertThat(agent.run("key status").succeeded().json().get("keys")).hasSize(2);
    }

    @Test
    void after_a_revocation_an_administrator_registers_the_next_key() throws IOException {
        startWithKeys();
        Path adminKey = Files.writeString(directory.resolve("admin-key"), TestServer.KEY);
        AgentRun made = AgentRun.of(
                "keys",
                "create",
                "--server",
                server.url(),
                "--api-key",
                TestServer.KEY,
                "--tenant",
                Agent.TENANT.toString());
        Agent agent = Agent.init(
                directory.resolve("a"),
                server.url(),
                store,
                "--api-key",
                made.succeeded().out().strip());
        revoke(agent, 1);
        agent.run("key rotate").failed(ExitCodes.SERVER_AWAY, "an administrator has to register key 2");
        assertThat(agent.status("key_id")).isEqualTo(1);
        agent.run("key rotate", "--admin-key", directory.resolve("none").toString())
                .failed(ExitCodes.WRONG_USAGE, "there is no file");
        agent.run("key rotate", "--admin-key", adminKey.toString()).succeeded();
        assertThat(agent.status("key_id")).isEqualTo(2);

        revoke(agent, 2);
        agent.run("key rotate").failed(ExitCodes.SERVER_AWAY, "an administrator has to register key 3");
        String third = SigningKey.parse(
                        Files.readString(directory.resolve("a/signing-key-3")).strip())
                .publicKey()
                .toHex();
        assertThat(server.post(
                                "/agents/keys",
                                "{\"tenant_id\":\"" + Agent.TENANT + "\",\"key_id\":3,\"public_key\":\"" + third
                                        + "\",\"agent_id\":\""
                                        + agent.status().get("agent_id").textValue() + "\"}")
                        .statusCode())
                .isEqualTo(200);
        agent.run("key rotate").succeeded();
        agent.append("o-1", "{\"n\":1}").succeeded();
        assertThat(agent.run("sync", "--strict").exitCode()).isEqualTo(ExitCodes.DONE);
    }

    @Test
    void a_copied_folder_is_noticed_and_gets_a_key_of_its_own() throws IOException {
        startOpen();
        Agent agent = Agent.init(directory.resolve("a"), server.url(), store);
        agent.append("o-1", "{\"n\":1}").succeeded();
        agent.run("sync").succeeded();
        Directories.copy(directory.resolve("a"), directory.resolve("b"));
        Agent copy = new Agent(directory.resolve("b"));
        copy.append("o-2", "{\"n\":1}").succeeded();
        copy.run("sync", "--strict").succeeded();

        AgentRun sync = agent.run("sync").succeeded();
        assertThat(sync.err()).contains("another device that works with the same identity");
        assertThat(agent.status("from_other_devices")).isEqualTo(1);
        assertThat(copy.run("key rotate").succeeded().json().get("key_id").intValue())
                .isEqualTo(2);
        assertThat(agent.run("key rotate").succeeded().json().get("key_id").intValue())
                .isEqualTo(3);
        for (Agent each : List.of(agent, copy)) {
            each.append("o-1", "{\"n\":2}").succeeded();
            assertThat(each.run("sync", "--strict").exitCode()).isEqualTo(ExitCodes.DONE);
        }
    }

    @Test
    void a_foreign_key_file_is_refused() throws IOException {
        startOpen();
        Agent agent = Agent.init(directory.resolve("a"), server.url(), store);
        Path key = directory.resolve("a/signing-key");
        String own = Files.readString(key);
        Files.writeString(key, HexFormat.of().formatHex(SigningKey.generate().toSeed()));
        for (List<String> command : List.of(List.of("append"), List.of("key status"), List.of("key rotate"))) {
            AgentRun run =
                    command.get(0).equals("append") ? agent.append("o-1", "{\"n\":1}") : agent.run(command.get(0));
            run.failed(ExitCodes.FILES_UNUSABLE, key + " holds another key than the agent's");
        }
        Files.writeString(key, own);
        agent.append("o-1", "{\"n\":1}").succeeded();
        agent.run("sync", "--strict").succeeded();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unsigned", "altered", "signed by another key"})
    void a_lying_server_revokes_no_key(String lie) {
        startOpen();
        try (FailingProxy proxy = new FailingProxy(server.url())) {
            Agent agent = Agent.init(directory.resolve("a"), proxy.url(), store);
            proxy.lieAbout("/signing-keys", text -> withRevokedKey(text, lie));
            for (String command : List.of("key status", "key rotate", "sync")) {
                agent.run(command).failed(ExitCodes.HISTORY_MISMATCH, "is not signed by the sequencer");
            }
            proxy.lieAbout("/agents/keys", text -> revoked((ObjectNode) TestServer.json(utf8(text)), "revoked_at"));
            AgentRun init = agent.run(
                    "init", "--server", proxy.url(), "--tenant", Agent.TENANT.toString(), "--store", store.toString());
            assertThat(init.succeeded().json().get("key_registered").booleanValue())
                    .isFalse();
            assertThat(init.err()).contains("cannot prove it", "is not signed by the sequencer");
            assertThat(agent.status().get("key_revoked_at").isNull()).isTrue();
            agent.append("o-1", "{\"n\":1}").succeeded();
            proxy.heal();
            assertThat(agent.run("sync", "--strict").exitCode()).isEqualTo(ExitCodes.DONE);
            agent.run("key status").succeeded();
        }
    }

    @Test
    void a_status_trusts_the_first_server_that_it_meets() {
        startOpen();
        Agent agent = Agent.init(directory.resolve("a"), server.url(), store);
        agent.run("key status").succeeded();
        try (TestServer other = LocalServer.start(directory.resolve("other"), 0)) {
            agent.run("init", "--server", other.url(), "--tenant", Agent.TENANT.toString(), "--store", store.toString())
                    .succeeded();
            agent.run("key status").failed(ExitCodes.HISTORY_MISMATCH, "the server is sequencer ");
        }
        AgentRun offline = agent.run("key status").succeeded();
        assertThat(offline.json().get("at_server").textValue()).isEqualTo("not_asked");
        assertThat(offline.err()).contains("the server was not asked");
    }

    private static byte[] withRevokedKey(byte[] text, String lie) {
        ObjectNode keys = (ObjectNode) TestServer.json(utf8(text));
        revoked((ObjectNode) keys.get("keys").get(0), "revokedAt");
        if (lie.equals("unsigned")) {
            keys.putNull("directorySignature");
        }
        if (lie.equals("signed by another key")) {
            byte[] signed = keys.toString().getBytes(StandardCharsets.UTF_8);
            WireKeyDirectory directory = ProtocolJson.read(signed, WireKeyDirectory.class);
            return ProtocolJson.write(directory.signed(SigningKey.generate().sign(directory.signedHash())));
        }
        return keys.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] revoked(ObjectNode key, String member) {
        return key.put(member, "2026-01-02T03:04:05.000006Z").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String utf8(byte[] text) {
        return new String(text, StandardCharsets.UTF_8);
    }

    @Test
    void killed_at_any_moment_the_folder_goes_on() throws Exception {
        startOpen();
        long seed = System.nanoTime();
        System.out.println("killed_at_any_moment seed " + seed);
        Random random = new Random(seed);
        Agent agent = Agent.init(directory.resolve("a"), server.url(), store);
        int appended = 0;
        long before = agent.status("key_id");
        for (int round = 0; round < ROUNDS; round++) {
            Path out = Files.createDirectory(directory.resolve("round-" + round));
            try (ChildJvm child =
                    ChildJvm.start(out, Rotating.class, agent.directory().toString())) {
                child.awaitOut(text -> text.contains("rotated"));
                LockSupport.parkNanos(random.nextInt(150_000_000));
            }
            agent.append("o-1", "{\"n\":" + appended++ + "}").succeeded();
            agent.run("key rotate").succeeded();
            agent.append("o-1", "{\"n\":" + appended++ + "}").succeeded();
            agent.run("key status").succeeded();
        }
        assertThat(agent.run("sync", "--strict").exitCode()).isEqualTo(ExitCodes.DONE);
        assertThat(Log.read(server.url(), store).ofEntity("o-1")).hasSize(appended);
        assertThat(agent.status("key_id")).isGreaterThanOrEqualTo(before + 2L * ROUNDS);
        assertThat(agent.run("key status").json().get("keys").size()).isEqualTo((int) agent.status("key_id"));
        try (var files = Files.list(agent.directory())) {
            for (Path file : files.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as("%s", file)
                        .isEqualTo("rw-------");
            }
        }
    }

    /** Runs in the process: takes one key after the other. */
    static final class Rotating {

        private Rotating() {}

        public static void main(String[] arguments) {
            while (true) {
                AgentRun run = new Agent(Path.of(arguments[0])).run("key rotate");
                System.out.println(run.exitCode() == 0 ? "rotated" : "failed " + run.err());
            }
        }
    }

    private void startOpen() {
        server = LocalServer.start(directory.resolve("server"), 0);
    }

    private void startWithKeys() {
        server = ConfiguredTestServer.start(
                Map.of("DATA_DIR", directory.resolve("server").toString(), "BOOTSTRAP_ADMIN_API_KEY", TestServer.KEY));
    }

    private void revoke(Agent agent, int keyId) {
        assertThat(server.post(
                                "/agents/keys/revoke",
                                "{\"tenant_id\":\"" + Agent.TENANT + "\",\"key_id\":" + keyId + ",\"agent_id\":\""
                                        + agent.status().get("agent_id").textValue() + "\"}")
                        .statusCode())
                .isEqualTo(200);
    }
}
