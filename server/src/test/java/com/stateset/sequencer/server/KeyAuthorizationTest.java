package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.KeyProofs;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.protocol.keys.KeyRegistration;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * On whose word an agent gets its keys: of a server that knows its administrators, one that is open, and one that demands proofs;
 * on both stores.
 */
@ParameterizedClass
@EnumSource(AlteredDatabase.Kind.class)
class KeyAuthorizationTest {

    private static final List<AlteredDatabase> DATABASES = new ArrayList<>();

    private static TestServer ofAdmins;
    private static TestServer open;
    private static TestServer demanding;

    @TempDir
    private static Path folder;

    @Parameter
    private AlteredDatabase.Kind kind;

    private final UUID tenant = UUID.randomUUID();
    private final UUID agent = UUID.randomUUID();
    private final AgentSigner first = signer(1);
    private final AgentSigner second = signer(2);

    @BeforeParameterizedClassInvocation
    static void start(AlteredDatabase.Kind kind) {
        ofAdmins = start(kind, "admins", serving -> {});
        open = start(kind, "open", SequencerServerBuilder::openToEveryone);
        demanding = start(kind, "demanding", serving -> serving.requireProofOfPossession(true));
    }

    private static TestServer start(AlteredDatabase.Kind kind, String name, Consumer<SequencerServerBuilder> serving) {
        AlteredDatabase database = kind.create(folder.resolve(name + kind));
        DATABASES.add(database);
        return TestServer.start(database.open(), sequencing -> {}, serving);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        ofAdmins.close();
        open.close();
        demanding.close();
        DATABASES.forEach(AlteredDatabase::close);
        DATABASES.clear();
    }

    @BeforeEach
    void registerTheFirstKey() {
        for (TestServer server : new TestServer[] {ofAdmins, open, demanding}) {
            assertTaken(register(server, first, first.proofs(tenant)));
        }
    }

    @Test
    void of_a_first_key_nothing_is_said() {
        assertThat(keys(open).get(0).has("registeredBy")).isFalse();
        assertThat(keys(ofAdmins).get(0).has("registeredBy")).isFalse();
    }

    @Test
    void a_further_key_comes_on_the_word_of_a_valid_one() {
        for (TestServer server : new TestServer[] {ofAdmins, open, demanding}) {
            assertTaken(register(server, second, second.proofs(tenant, first)));
            assertTaken(register(server, second, second.proofs(tenant, first)));
            assertThat(keys(server).get(1).get("registeredBy").asText()).isEqualTo("key:1");
        }
    }

    @Test
    void who_is_no_administrator_cannot_do_without() {
        HttpResponse<String> refused = register(open, second, second.proofs(tenant));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(json(refused).get("error").toString())
                .isEqualTo("{\"code\":\"key_not_authorized\",\"message\":\"The key is refused: agent " + agent
                        + " has a key already, so another one needs authorized_by, the signature of one of its valid"
                        + " keys, or an administrator.\"}");
        assertThat(keys(open)).hasSize(1);
    }

    @Test
    void an_administrator_can_and_the_signed_directory_says_so() {
        assertTaken(register(ofAdmins, second, KeyProofs.NONE));
        JsonNode directory = directory(ofAdmins);
        assertThat(directory.at("/keys/1/registeredBy").asText()).isEqualTo("admin");
        Ed25519PublicKey sequencer = Ed25519PublicKey.parse(
                json(ofAdmins.get("/api/v1/sequencer")).get("public_key").asText());
        assertThat(AgentKeyRoutesTest.isSignedBy(sequencer, directory)).isTrue();
        ((ObjectNode) directory.at("/keys/1")).put("registeredBy", "key:1");
        assertThat(AgentKeyRoutesTest.isSignedBy(sequencer, directory)).isFalse();
    }

    /** A running server learns of keys that are newer than those it knows: here, from the next one that is registered. */
    @Test
    void a_key_put_into_the_database_is_shown_as_its_row_says() throws SQLException {
        DATABASES
                .get(0)
                .execute(
                        "create table forged as select * from {agent_keys} where public_key = " + bytes(first),
                        "update forged set key_id = 2, registered_by = 'key:1', public_key = " + bytes(second)
                                + (kind == AlteredDatabase.Kind.POSTGRESQL
                                        ? ", changed_epoch = changed_epoch + 1"
                                        : ""),
                        "insert into {agent_keys} select * from forged",
                        "drop table forged");
        AgentSigner another = new AgentSigner(UUID.randomUUID(), 1, SigningKey.generate());
        assertTaken(register(ofAdmins, another, another.proofs(tenant)));

        JsonNode directory = directory(ofAdmins);
        assertThat(directory.at("/keys/1/registeredBy").asText()).isEqualTo("key:1");
        assertThat(directory.at("/keys/1/publicKey").asText())
                .isEqualTo(second.key().publicKey().toHex());
        Ed25519PublicKey sequencer = Ed25519PublicKey.parse(
                json(ofAdmins.get("/api/v1/sequencer")).get("public_key").asText());
        assertThat(AgentKeyRoutesTest.isSignedBy(sequencer, directory)).isTrue();
    }

    private static String bytes(AgentSigner signer) {
        return DATABASES.get(0).bytes(signer.key().publicKey().toByteArray());
    }

    @Test
    void a_wrong_word_is_refused_whoever_brings_it() {
        KeyProofs wrong = second.proofs(tenant, new AgentSigner(agent, 1, SigningKey.generate()));
        for (TestServer server : new TestServer[] {ofAdmins, open}) {
            HttpResponse<String> refused = register(server, second, wrong);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(json(refused).at("/error/message").asText())
                    .isEqualTo("The key is refused: the signature in authorized_by is not one by key 1 of agent "
                            + agent + " over the new key.");
        }
    }

    @Test
    void the_word_of_a_revoked_key_does_not_count() {
        assertThat(open.post("/agents/keys/revoke", """
                        {"tenant_id":"%s","agent_id":"%s","key_id":1}""".formatted(tenant, agent))
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> refused = register(open, second, second.proofs(tenant, first));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(json(refused).at("/error/message").asText()).endsWith("key 1 of agent " + agent + " is revoked.");
    }

    @Test
    void another_key_under_the_same_id_is_a_conflict() {
        AgentSigner other = signer(1);
        for (TestServer server : new TestServer[] {ofAdmins, open}) {
            assertThat(register(server, other, other.proofs(tenant)).statusCode())
                    .isEqualTo(409);
            assertThat(register(server, other, other.proofs(tenant, first)).statusCode())
                    .isEqualTo(409);
        }
    }

    @Test
    void a_wrong_proof_of_possession_is_refused_though_not_demanded() {
        KeyProofs wrong = new KeyProofs(first.proofs(tenant).possession(), null);
        for (TestServer server : new TestServer[] {ofAdmins, open, demanding}) {
            assertRefused(
                    post(server, second.agentKey(tenant).publicKey(), wrong.possession()),
                    "proof_of_possession",
                    "is not a signature by public_key over its own registration");
        }
    }

    @Test
    void possession_is_proved_where_the_server_demands_it() {
        HttpResponse<String> refused = register(demanding, second, KeyProofs.NONE);
        assertRefused(refused, "proof_of_possession", "is missing; this server registers no key without one");
        assertTaken(register(demanding, second, second.proofs(tenant)));
        assertThat(keys(demanding).get(1).get("registeredBy").asText()).isEqualTo("admin");
    }

    @Test
    void members_may_be_in_camel_case_and_null() {
        KeyProofs proofs = second.proofs(tenant, first);
        assertTaken(open.post("/agents/keys", """
                {"tenantId":"%s","agentId":"%s","keyId":2,"publicKey":"%s","proof_of_possession":null,
                 "proofOfPossession":"0x%s","authorizedBy":{"keyId":1,"key_id":null,"signature":"%s","x":0},
                 "authorized_by":null,"key_type":null,"keyType":1,"key_algorithm":0,"publicKeyBundle":null}""".formatted(
                        tenant,
                        agent,
                        second.key().publicKey(),
                        proofs.possession(),
                        proofs.authorization().signature())));
        assertThat(keys(open).get(1).get("registeredBy").asText()).isEqualTo("key:1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"authorized_by\":{} | authorized_by.key_id | is missing",
                "\"authorizedBy\":{\"keyId\":1} | authorizedBy.signature | is missing",
                "\"authorized_by\":{\"key_id\":-1,\"signature\":\"00\"} | authorized_by.signature |",
                "\"authorized_by\":1 | authorized_by | must be an object, not an integer",
                "\"proof_of_possession\":7 | proof_of_possession | must be a string, not an integer",
                "\"proofOfPossession\":\"x\" | proofOfPossession |",
                "\"key_type\":2 | key_type | is 2;",
                "\"keyAlgorithm\":3 | keyAlgorithm | is 3;",
                "\"public_key_bundle\":{} | public_key_bundle | is not supported"
            })
    void what_cannot_be_typed_is_refused_with_its_path(String example) {
        String[] parts = example.split(" ?\\| ?", -1);
        HttpResponse<String> refused = ofAdmins.post(
                "/agents/keys", """
                {"tenant_id":"%s","agent_id":"%s","key_id":2,"public_key":"%s",%s}""".formatted(tenant, agent, second.key().publicKey(), parts[0]));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).at("/error/message").asText()).startsWith("$." + parts[1] + ": " + parts[2]);
        assertThat(json(refused).at("/error/details/path").asText()).isEqualTo("$." + parts[1]);
    }

    private AgentSigner signer(long keyId) {
        return new AgentSigner(agent, keyId, SigningKey.generate());
    }

    private HttpResponse<String> register(TestServer server, AgentSigner signer, KeyProofs proofs) {
        byte[] body = ProtocolJson.write(KeyRegistration.of(signer.agentKey(tenant), proofs));
        return server.post("/agents/keys", new String(body, StandardCharsets.UTF_8));
    }

    private HttpResponse<String> post(TestServer server, Ed25519PublicKey key, Ed25519Signature possession) {
        return server.post("/agents/keys", """
                {"tenant_id":"%s","agent_id":"%s","key_id":2,"public_key":"%s","proof_of_possession":"%s"}""".formatted(tenant, agent, key, possession));
    }

    private JsonNode directory(TestServer server) {
        return json(server.get("/api/v1/agents/" + agent + "/signing-keys?tenant_id=" + tenant));
    }

    private JsonNode keys(TestServer server) {
        return directory(server).get("keys");
    }

    private static void assertTaken(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private static void assertRefused(HttpResponse<String> response, String member, String problem) {
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).at("/error/message").asText()).isEqualTo("$." + member + ": " + problem);
    }
}
