package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.cli.agent.folder.AgentHome;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.server.TestServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentCommandTest {

    private final UUID store = UUID.randomUUID();

    @TempDir
    private Path directory;

    private TestServer server;

    @BeforeEach
    void startServer() {
        server = LocalServer.start(directory.resolve("server"), 0);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void it_keeps_its_secrets_to_itself_and_registers_its_key() throws IOException {
        AgentRun init = AgentRun.of(
                "agent",
                "init",
                "--data",
                directory.resolve("a").toString(),
                "--json",
                "--server",
                server.url(),
                "--tenant",
                Agent.TENANT.toString(),
                "--store",
                store.toString(),
                "--api-key",
                "ss_secret");

        assertThat(init.succeeded().json().get("key_registered").booleanValue()).isTrue();
        assertThat(Files.readString(directory.resolve("a/api-key"))).isEqualTo("ss_secret\n");
        for (String secret : List.of("a/api-key", "a/signing-key")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(secret))))
                    .isEqualTo("rw-------");
            assertThat(init.out() + init.err())
                    .doesNotContain(Files.readString(directory.resolve(secret)).strip());
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("a"))))
                .isEqualTo("rwx------");
    }

    @Test
    void made_offline_it_registers_its_key_at_the_first_sync() {
        Agent agent = new Agent(directory.resolve("a"));
        String[] where = {"--tenant", Agent.TENANT.toString(), "--store", store.toString(), "--server"};
        AgentRun offline = agent.run("init", with(where, "http://localhost:1")).succeeded();
        assertThat(offline.json().get("key_registered").booleanValue()).isFalse();
        assertThat(offline.err()).contains("the public key is not registered yet: there is no connection");
        agent.append("o-1", "{\"n\":1}").succeeded();
        agent.run("sync").failed(ExitCodes.SERVER_AWAY, "there is no connection to http://localhost:1");
        assertThat(agent.status().get("last_error").textValue()).contains("no connection");

        agent.run("init", with(where, server.url())).succeeded();
        agent.run("sync").succeeded();

        assertThat(agent.status("accepted")).isEqualTo(1);
        assertThat(agent.status().get("last_error").isNull()).isTrue();
    }

    @Test
    void its_next_key_comes_on_the_word_of_the_current_one() {
        Agent agent = Agent.init(directory.resolve("a"), server.url(), store);
        agent.append("o-1", "{\"n\":1}").succeeded();
        for (int keyId = 2; keyId <= 3; keyId++) {
            assertThat(agent.run("key rotate").succeeded().json().get("key_id").longValue())
                    .isEqualTo(keyId);
            agent.append("o-1", "{\"n\":" + keyId + "}").succeeded();
        }

        assertThat(agent.run("sync").succeeded().json().get("accepted").longValue())
                .isEqualTo(3);
        assertThat(agent.status("key_id")).isEqualTo(3);
        assertThat(directory(agent).findValuesAsText("registeredBy")).containsExactly("key:1", "key:2");
        assertThat(TestServer.json(server.get("/api/v1/events?tenant_id=" + Agent.TENANT + "&store_id=" + store))
                        .findValuesAsText("agent_key_id"))
                .containsExactly("1", "2", "3");
    }

    @Test
    void a_rotation_that_was_broken_off_goes_on_with_the_same_key() throws IOException {
        Agent agent = Agent.init(directory.resolve("a"), server.url(), store);
        Path next = directory.resolve("a/signing-key-2");
        String[] where = {"--tenant", Agent.TENANT.toString(), "--store", store.toString(), "--server"};
        agent.run("init", with(where, "http://localhost:1")).succeeded();
        new AgentHome(agent.directory()).makeSigningKey(2);
        String key = Files.readString(next);
        agent.run("key rotate").failed(ExitCodes.SERVER_AWAY, "there is no connection");
        assertThat(agent.status("key_id")).isEqualTo(1);

        agent.run("init", with(where, server.url())).succeeded();
        agent.run("key rotate").succeeded();
        assertThat(Files.readString(next)).isEqualTo(key);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(next)))
                .isEqualTo("rw-------");
        assertThat(directory(agent).get("keys")).hasSize(2);
    }

    @Test
    void a_revoked_key_is_not_called_registered() {
        Agent agent = Agent.init(directory.resolve("a"), server.url(), store);
        assertThat(server.post(
                                "/agents/keys/revoke",
                                "{\"tenant_id\":\"" + Agent.TENANT + "\",\"key_id\":1,\"agent_id\":\""
                                        + agent.status().get("agent_id").textValue() + "\"}")
                        .statusCode())
                .isEqualTo(200);

        AgentRun again = agent.run(
                "init", "--server", server.url(), "--tenant", Agent.TENANT.toString(), "--store", store.toString());
        assertThat(again.succeeded().json().get("key_registered").booleanValue())
                .isFalse();
        assertThat(again.json().get("key_revoked_at").textValue()).startsWith("20");
        assertThat(again.err()).contains("was revoked at 20", "'agent key rotate' gives the agent another key");
    }

    @Test
    void an_agent_that_does_not_sign_has_no_key_to_replace() {
        Agent agent = Agent.init(directory.resolve("a"), server.url(), store, "--unsigned");
        agent.run("key rotate").failed(ExitCodes.WRONG_USAGE, "there is no key to replace");
    }

    @Test
    void a_payload_comes_from_the_command_line_or_a_file() throws IOException {
        Agent agent = Agent.init(directory.resolve("a"), server.url(), store);
        Path payload = Files.writeString(directory.resolve("p.json"), "{\"b\": 2.50, \"a\":1}\n");

        agent.append("o-1", "@" + payload).succeeded();
        agent.append("o-1", "null", "--base-version", "auto").succeeded();
        agent.append("o-1", "[]", "--base-version", "7").succeeded();

        List<JsonNode> own = agent.log("--own");
        assertThat(own)
                .extracting(event -> event.get("payload").toString())
                .containsExactly("{\"a\":1,\"b\":2.5}", "null", "[]");
        assertThat(own)
                .extracting(event -> event.get("base_version").toString())
                .containsExactly("null", "1", "7");
        assertThat(own).extracting(event -> event.get("state").textValue()).containsOnly("pending");
        assertThat(agent.status("pending")).isEqualTo(3);
    }

    @Test
    void payloads_are_salted_on_request() throws IOException {
        Agent agent = Agent.init(directory.resolve("a"), server.url(), store);

        agent.append("o-1", "{\"n\":1}", "--salted").succeeded();
        agent.appendLines(List.of(Agent.line("o-2", 2, ""), Agent.line("o-3", 2, "")), "--salted");
        agent.append("o-1", "[]", "--salted").failed(ExitCodes.WRONG_USAGE, "only a payload that is an object");
        agent.run("sync").succeeded();

        List<JsonNode> own = agent.log("--own");
        assertThat(own)
                .extracting(event -> event.get("payload").get("_salt").textValue())
                .hasSize(3)
                .doesNotHaveDuplicates()
                .allMatch(salt -> salt.matches("[0-9a-f]{32}"));
        assertThat(agent.status("pending")).isZero();
    }

    @Test
    void a_payload_comes_from_standard_input() {
        Agent agent = Agent.init(directory.resolve("a"), server.url(), store);
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("{\"n\": 9}\n".getBytes(StandardCharsets.UTF_8)));
        try {
            agent.append("o-1", "-").succeeded();
        } finally {
            System.setIn(before);
        }
        assertThat(agent.log("--own").get(0).get("payload")).hasToString("{\"n\":9}");
    }

    @Test
    void push_and_pull_are_the_halves_of_a_sync() {
        Agent writer = Agent.init(directory.resolve("a"), server.url(), store);
        Agent reader = Agent.init(directory.resolve("b"), server.url(), store);
        writer.append("o-1", "{\"n\":1}").succeeded();

        assertThat(writer.run("push").succeeded().json().get("accepted").longValue())
                .isEqualTo(1);
        assertThat(writer.status("accepted")).isEqualTo(1);
        assertThat(writer.status("pulled_through")).isZero();
        reader.append("o-2", "{\"n\":2}").succeeded();
        assertThat(reader.run("pull").succeeded().json().get("pulled").longValue())
                .isEqualTo(1);
        assertThat(reader.log()).hasSize(1);
        assertThat(reader.status("pending")).isEqualTo(1);
    }

    @Test
    void rejected_events_are_shown_and_dealt_with() {
        Agent agent = Agent.init(directory.resolve("a"), server.url(), store);
        agent.append("o-1", "{\"n\":1}").succeeded();
        agent.append("o-1", "{\"n\":2}", "--base-version", "0").succeeded();
        agent.append("o-1", "{\"n\":3}").succeeded();
        agent.append("o-2", "{\"n\":4}", "--base-version", "5").succeeded();

        JsonNode sync = agent.run("sync").succeeded().json();

        assertThat(sync.get("rejected").longValue()).isEqualTo(2);
        AgentRun strict = agent.run("sync", "--strict");
        assertThat(strict.exitCode()).isEqualTo(ExitCodes.NOT_ALL_ACCEPTED);
        assertThat(strict.json().get("status").get("rejected").longValue()).isEqualTo(2);
        JsonNode conflicts = agent.conflicts();
        assertThat(conflicts.get(0).get("reason").textValue()).isEqualTo("version_conflict: expected 0, actual 1");
        String first = conflicts.get(0).get("event_id").textValue();
        String last = conflicts.get(conflicts.size() - 1).get("event_id").textValue();

        JsonNode renewed = agent.run("rebase", first).succeeded().json();
        assertThat(renewed.get("events").get(0).get("base_version").longValue()).isEqualTo(1);
        agent.run("rebase", first).failed(ExitCodes.NOT_POSSIBLE, "was not rejected, or has been dealt with");
        agent.run("discard", last).succeeded();
        agent.run("sync").succeeded();

        assertThat(agent.run("sync", "--strict").exitCode()).isEqualTo(ExitCodes.DONE);
        assertThat(agent.conflicts()).isEmpty();
        assertThat(agent.status("accepted")).isEqualTo(3);
        assertThat(agent.status("pulled_through")).isEqualTo(3);
        assertThat(agent.log("--from", "2", "--limit", "1")).hasSize(1);
    }

    @Test
    void however_many_events_are_appended_no_line_grows() throws IOException {
        Agent agent = Agent.init(directory.resolve("a"), server.url(), store);
        agent.append("o-1", "{\"n\":0}").succeeded();
        Path lines = directory.resolve("e.ndjson");
        Files.write(
                lines,
                IntStream.range(0, 3000).mapToObj(n -> Agent.line("o-1", n, "")).toList());

        JsonNode summary =
                agent.run("append", "--ndjson", lines.toString()).succeeded().json();
        assertThat(summary.toString()).isEqualTo("{\"appended\":3000,\"first_position\":2,\"last_position\":3001}");
        List<JsonNode> named = agent.run("append", "--ndjson", lines.toString(), "--ids")
                .succeeded()
                .lines();
        assertThat(named).hasSize(3001);
        assertThat(named.get(3000).get("position").longValue()).isEqualTo(6001);
        JsonNode status = agent.status();
        assertThat(status.get("pending").longValue()).isEqualTo(6001);
        assertThat(status.get("pending_bytes").longValue()).isEqualTo(7 + 2 * (10 * 7 + 90 * 8 + 900 * 9 + 2000 * 10));
        assertThat(status.get("oldest_pending_seconds").longValue()).isBetween(0L, 60L);
    }

    @Test
    void bad_input_is_one_sentence_and_keeps_nothing() throws IOException {
        Agent agent = Agent.init(directory.resolve("a"), server.url(), store);
        Path lines = directory.resolve("e.ndjson");
        Files.write(lines, List.of(Agent.line("o-1", 1, ""), "{\"entity_type\":\"order\"}"));

        agent.run("append", "--ndjson", lines.toString())
                .failed(ExitCodes.WRONG_USAGE, lines + ", line 2: entity_id is missing; nothing was kept");
        agent.append("o-1", "{").failed(ExitCodes.WRONG_USAGE, "$");
        // Few characters, and 21 digits each where it is sent.
        agent.append("o-1", "[" + "1e20,".repeat(60_000) + "1]")
                .failed(
                        ExitCodes.WRONG_USAGE,
                        "payload has 1320003 bytes as canonical JSON; at most 1048576 are allowed");
        agent.append("o-1", "[100]", "--max-payload", "4").failed(ExitCodes.WRONG_USAGE, "payload has 5 bytes");
        Files.write(lines, List.of(Agent.line("o-1", 1, ",\"payload\":{}")));
        agent.run("append", "--ndjson", lines.toString())
                .failed(ExitCodes.WRONG_USAGE, ", line 1: the member payload stands there twice; nothing was kept");
        agent.append("o-1", "1", "--base-version", "-1").failed(ExitCodes.WRONG_USAGE, "--base-version is '-1'");
        agent.append("o-1", "@" + directory.resolve("none")).failed(ExitCodes.WRONG_USAGE, "cannot be read");
        agent.run("append", "--payload", "1").failed(ExitCodes.WRONG_USAGE, "an event needs --entity-type");
        agent.run("sync", "--batch", "0").failed(ExitCodes.WRONG_USAGE, "--batch is 0; it must be 1 to 1000");
        agent.run("init", "--tenant", Agent.TENANT.toString(), "--store", store.toString(), "--server", "ftp://x")
                .failed(ExitCodes.WRONG_USAGE, "'ftp://x' is not an address");
        agent.run(
                        "init",
                        "--tenant",
                        Agent.TENANT.toString(),
                        "--store",
                        UUID.randomUUID().toString(),
                        "--server",
                        server.url())
                .failed(ExitCodes.WRONG_USAGE, "holds agent");
        new Agent(directory.resolve("none")).run("status").failed(ExitCodes.WRONG_USAGE, "there is no agent in");
        agent.run("discard", UUID.randomUUID().toString()).failed(ExitCodes.NOT_POSSIBLE, "is not in this outbox");

        assertThat(agent.status("pending")).isZero();
    }

    @Test
    void a_damaged_outbox_is_said_to_be_one() throws IOException {
        Agent agent = Agent.init(directory.resolve("a"), server.url(), store);
        Files.writeString(agent.directory().resolve("outbox.db"), "this is not a database, and long enough to see");

        AgentRun run = agent.run("status");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCodes.FILES_UNUSABLE);
        assertThat(run.json().get("exit_code").intValue()).isEqualTo(ExitCodes.FILES_UNUSABLE);
    }

    private static String[] with(String[] start, String last) {
        String[] all = Arrays.copyOf(start, start.length + 1);
        all[start.length] = last;
        return all;
    }

    private JsonNode directory(Agent agent) {
        return TestServer.json(server.get("/api/v1/agents/"
                + agent.status().get("agent_id").textValue() + "/signing-keys?tenant_id=" + Agent.TENANT));
    }
}
