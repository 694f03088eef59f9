package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.cli.CommandRun;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.server.TestServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Payloads encrypted end to end, as two agents and one who is no recipient see them. */
@Timeout(180)
class EncryptToTest {

    private static final String SECRET = "{\"iban\":\"DE02120300000000202051\"}";

    private final UUID store = UUID.randomUUID();

    @TempDir
    private Path directory;

    private TestServer server = TestServer.of("", () -> {});

    @BeforeEach
    void startServer() {
        server = LocalServer.start(directory.resolve("server"), 0);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void a_recipient_reads_what_the_server_and_others_cannot() throws IOException {
        Agent till = agent("till");
        Agent office = agent("office");
        Agent stranger = agent("stranger");
        office.run("key encryption").succeeded();
        stranger.run("key encryption").succeeded();
        String reader = id(office);
        till.append("o-1", SECRET, "--encrypt-to", reader)
                .failed(ExitCodes.WRONG_USAGE, "'agent recipients " + reader + "'");
        till.run("recipients", reader).succeeded();
        int port = server.port();
        server.close();

        till.append("o-1", SECRET, "--encrypt-to", reader).succeeded();
        till.append("o-2", "{\"n\":1}").succeeded();
        server = LocalServer.start(directory.resolve("server"), port);
        Stream.of(till, office, stranger).forEach(each -> each.run("sync").succeeded());

        assertThat(office.log("--decrypt").get(0).get("payload").toString()).isEqualTo(SECRET);
        assertThat(office.log("--decrypt").get(1).get("payload").toString()).isEqualTo("{\"n\":1}");
        JsonNode unread = stranger.log("--decrypt").get(0);
        assertThat(unread.get("payload").isNull()).isTrue();
        assertThat(unread.get("unreadable").textValue()).isEqualTo("not a recipient");
        assertThat(office.log().get(0).get("payload").isNull()).isTrue();
        assertThat(till.log("--decrypt").get(0).get("unreadable").textValue()).isEqualTo("not a recipient");
        for (Path folder : List.of(directory.resolve("server"), directory.resolve("till"))) {
            assertThat(holds(folder, "DE02120300000000202051"))
                    .as(folder.toString())
                    .isFalse();
        }
    }

    @Test
    void an_author_among_the_recipients_reads_its_own() {
        Agent till = agent("till");
        till.run("key encryption").succeeded();
        till.append("o-1", SECRET, "--encrypt-to", "self").succeeded();
        assertThat(till.log("--own", "--decrypt").get(0).get("payload").toString())
                .isEqualTo(SECRET);
        till.run("sync", "--strict").succeeded();
        assertThat(till.log("--decrypt").get(0).get("payload").toString()).isEqualTo(SECRET);
        till.run("key encryption", "--new").succeeded();
        till.append("o-1", SECRET, "--encrypt-to", "self").succeeded();
        till.run("sync", "--strict").succeeded();
        assertThat(till.log("--decrypt"))
                .allMatch(each -> each.get("payload").toString().equals(SECRET));
    }

    @Test
    void the_servers_history_is_sound_and_is_exported_without_a_key() throws IOException {
        Agent till = agent("till");
        till.run("key encryption").succeeded();
        till.append("o-1", SECRET, "--encrypt-to", "self").succeeded();
        till.run("sync", "--strict").succeeded();
        Path export = directory.resolve("events.ndjson");
        String[] of = {"--server", server.url(), "--tenant", Agent.TENANT.toString(), "--store", store.toString()};
        AgentRun.of(concat(of, "verify-stream")).succeeded();
        AgentRun.of(concat(of, "export-events", "--out", export.toString())).succeeded();
        JsonNode line = ProtocolJson.tree(Files.readAllBytes(export));
        assertThat(line.get("payload_state").textValue()).isEqualTo("encrypted end to end");
        assertThat(line.get("payload_encrypted").get("recipients")).hasSize(1);
    }

    @Test
    void its_place_is_proved_and_its_ciphertext_cannot_be_altered() throws IOException {
        Agent till = agent("till");
        till.run("key encryption").succeeded();
        till.append("o-1", SECRET, "--encrypt-to", "self").succeeded();
        till.run("sync", "--strict").succeeded();
        assertThat(server.post(
                                "/commitments",
                                "{\"tenant_id\":\"" + Agent.TENANT + "\",\"store_id\":\"" + store + "\"}")
                        .statusCode())
                .isEqualTo(200);
        Path bundle = directory.resolve("proof.json");
        String[] of = {"--server", server.url(), "--tenant", Agent.TENANT.toString(), "--store", store.toString()};
        AgentRun.of(concat(of, "prove", "--sequence", "1", "--out", bundle.toString()))
                .succeeded();
        String proved = Files.readString(bundle);
        assertThat(proved).doesNotContain("DE02120300000000202051");
        assertThat(CommandRun.of("verify-proof", bundle.toString()))
                .satisfies(run -> assertThat(run.exitCode()).as(run.toString()).isZero())
                .satisfies(run -> assertThat(run.out())
                        .endsWith("valid, but the payload is encrypted end to end; only its ciphertext was checked\n"));

        String cipher = ProtocolJson.tree(Files.readAllBytes(bundle))
                .findValue("ciphertext_b64u")
                .textValue();
        String altered = (cipher.startsWith("A") ? "B" : "A") + cipher.substring(1);
        Files.writeString(bundle, proved.replace(cipher, altered));
        assertThat(CommandRun.of("verify-proof", bundle.toString()))
                .satisfies(run -> assertThat(run.exitCode()).isEqualTo(1))
                .satisfies(run -> assertThat(run.out()).startsWith("invalid: "));
    }

    private static String[] concat(String[] rest, String... first) {
        return Stream.concat(Stream.of(first), Stream.of(rest)).toArray(String[]::new);
    }

    @Test
    void what_was_rejected_is_not_encrypted_anew_by_a_rebase() {
        Agent till = agent("till");
        till.run("key encryption").succeeded();
        till.append("o-1", SECRET, "--encrypt-to", "self", "--base-version", "7")
                .succeeded();
        till.run("sync").succeeded();
        String conflict = till.conflicts().get(0).get("event_id").textValue();
        till.run("rebase", conflict).failed(ExitCodes.NOT_POSSIBLE, "discard it, and append it anew");
        till.run("discard", conflict).succeeded();
    }

    @Test
    void a_revoked_key_is_no_longer_encrypted_for() throws IOException {
        Agent till = agent("till");
        Agent office = agent("office");
        JsonNode made = office.run("key encryption").succeeded().json();
        assertThat(till.run("recipients", id(office)).succeeded().json().at("/recipients/0/keys"))
                .isEqualTo(made.get("encryption_keys"));
        HttpResponse<String> revoked = server.post("/agents/encryption-keys/revoke", """
                {"tenant_id":"%s","agent_id":"%s","key_id":%s}""".formatted(
                        Agent.TENANT, id(office), made.at("/encryption_keys/0/key_id")));
        assertThat(revoked.statusCode()).isEqualTo(200);
        assertThat(till.run("recipients").succeeded().json().at("/recipients/0/keys"))
                .isEmpty();
        till.append("o-1", SECRET, "--encrypt-to", id(office)).failed(ExitCodes.WRONG_USAGE, "no encryption key");
        assertThat(office.run("key encryption").succeeded().json().at("/encryption_keys/0/revoked_at"))
                .isEqualTo(TestServer.json(revoked).get("revoked_at"));

        int port = server.port();
        server.close();
        Path another = Files.createDirectory(directory.resolve("another"));
        String signingKey = "sequencer-signing-key";
        Files.copy(directory.resolve("server").resolve(signingKey), another.resolve(signingKey));
        server = LocalServer.start(another, port);
        assertThat(office.run("key encryption").succeeded().json().at("/encryption_keys/0/revoked_at"))
                .as("at a server that has begun anew")
                .isEqualTo(TestServer.json(revoked).get("revoked_at"));
    }

    @Test
    void encryption_keys_outlive_all_but_the_last_signing_key() {
        Agent till = agent("till");
        Agent office = agent("office");
        JsonNode made = office.run("key encryption").succeeded().json().get("encryption_keys");
        office.run("key rotate").succeeded();
        revokeSigningKey(office, 1);
        JsonNode kept = till.run("recipients", id(office)).succeeded().json().at("/recipients/0");
        assertThat(kept.get("keys")).isEqualTo(made);
        assertThat(kept.get("unusable")).isEmpty();
        till.append("o-1", SECRET, "--encrypt-to", id(office)).succeeded();

        revokeSigningKey(office, 2);
        AgentRun asked = till.run("recipients").succeeded();
        String why = "signed it with signing key 2, which was revoked at 20";
        assertThat(asked.json().at("/recipients/0/keys")).isEmpty();
        assertThat(asked.json().at("/recipients/0/unusable/0/why").textValue()).contains(why);
        assertThat(asked.err()).contains(why, "'agent key encryption' there signs it anew");
        till.append("o-2", SECRET, "--encrypt-to", id(office)).failed(ExitCodes.WRONG_USAGE, "says why");
        till.run("sync", "--strict").succeeded();
        office.run("sync").succeeded();
        assertThat(office.log("--decrypt").get(0).get("payload").toString()).isEqualTo(SECRET);
    }

    private void revokeSigningKey(Agent agent, int keyId) {
        assertThat(server.post("/agents/keys/revoke", """
                        {"tenant_id":"%s","agent_id":"%s","key_id":%d}""".formatted(Agent.TENANT, id(agent), keyId))
                        .statusCode())
                .isEqualTo(200);
    }

    private Agent agent(String name) {
        Agent agent = Agent.init(directory.resolve(name), server.url(), store);
        agent.run("sync").succeeded();
        return agent;
    }

    private static String id(Agent agent) {
        return agent.status().get("agent_id").textValue();
    }

    private static boolean holds(Path folder, String text) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
                    return true;
                }
            }
            return false;
        }
    }
}
