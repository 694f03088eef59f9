package com.stateset.sequencer.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.proof.Commitment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SigningKeyTest {

    /** RFC 8032, section 7.1, test 1. */
    private static final String SEED = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";

    private static final String PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    private static final Hash MESSAGE = Hash.parse("ab".repeat(32));

    private final List<SignatureVerifier> verifiers =
            List.of(SignatureVerifier.bouncyCastle(), SignatureVerifier.jca(Security.getProvider("SunEC")));

    @Test
    void a_seed_has_the_public_key_of_the_standard() {
        assertThat(SigningKey.parse(SEED).publicKey()).hasToString(PUBLIC);
    }

    @Test
    void a_seed_is_read_in_hex_and_in_base64() {
        byte[] seed = SigningKey.parse(SEED).toSeed();
        seed[0] = (byte) 0xff;
        seed[1] = (byte) 0xff;
        seed[2] = (byte) 0xfb;
        SigningKey key = SigningKey.ofSeed(seed);
        assertThat(Stream.of(
                                Hash.of(seed).toHex(),
                                "0x" + Hash.of(seed).toHex().toUpperCase(Locale.ROOT),
                                Base64.getEncoder().encodeToString(seed) + "\n",
                                Base64.getUrlEncoder().withoutPadding().encodeToString(seed))
                        .map(text -> SigningKey.parse(text).publicKey()))
                .containsOnly(key.publicKey());
    }

    @Test
    void what_is_no_seed_is_refused_without_being_repeated() {
        for (String bad : List.of("", "secret", SEED.substring(2), SEED + "00", "zz" + SEED.substring(2), "0x")) {
            assertThatIllegalArgumentException()
                    .as(bad)
                    .isThrownBy(() -> SigningKey.parse(bad))
                    .withMessage("a signing key is 32 bytes, as 64 hex digits or in base64")
                    .withNoCause();
        }
        assertThat(SigningKey.parse(SEED).toString()).doesNotContain(SEED.substring(0, 8));
    }

    @Test
    void verifiers_tell_good_signatures_from_bad_ones() {
        SigningKey key = SigningKey.generate();
        Ed25519Signature signature = key.sign(MESSAGE);
        for (SignatureVerifier verifier : verifiers) {
            assertThat(verifier.verify(key.publicKey(), MESSAGE, signature)).isTrue();
            assertThat(verifier.verify(key.publicKey(), Hash.ZERO, signature)).isFalse();
            assertThat(verifier.verify(SigningKey.generate().publicKey(), MESSAGE, signature))
                    .isFalse();
            for (int i = 0; i < Ed25519Signature.LENGTH; i++) {
                byte[] bytes = signature.toByteArray();
                bytes[i] ^= 1;
                assertThat(verifier.verify(key.publicKey(), MESSAGE, Ed25519Signature.of(bytes)))
                        .as("byte %d", i)
                        .isFalse();
            }
        }
    }

    @Test
    void what_is_no_key_and_no_signature_is_just_false() {
        Ed25519PublicKey noPoint = Ed25519PublicKey.parse("02" + "00".repeat(31));
        Ed25519Signature zero = Ed25519Signature.of(new byte[Ed25519Signature.LENGTH]);
        Ed25519Signature ones = Ed25519Signature.parse("ff".repeat(Ed25519Signature.LENGTH));
        for (SignatureVerifier verifier : verifiers) {
            assertThat(verifier.verify(noPoint, MESSAGE, zero)).isFalse();
            assertThat(verifier.verify(SigningKey.parse(SEED).publicKey(), MESSAGE, zero))
                    .isFalse();
            assertThat(verifier.verify(SigningKey.parse(SEED).publicKey(), MESSAGE, ones))
                    .isFalse();
        }
    }

    @Test
    void a_provider_without_ed25519_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SignatureVerifier.jca(Security.getProvider("SUN")))
                .withMessage("the provider SUN has no Ed25519");
    }

    @TestFactory
    Stream<DynamicTest> agents_sign_the_vectors_as_another_implementation_did() throws IOException {
        JsonNode vectors = vectors();
        return stream(vectors.path("signed"))
                .map(vector ->
                        DynamicTest.dynamicTest(vector.at("/wire/event_id").asText(), () -> {
                            JsonNode wire = vector.get("wire");
                            AgentSigner agent = new AgentSigner(
                                    uuid(wire, "source_agent_id"),
                                    wire.get("agent_key_id").asLong(),
                                    SigningKey.parse(vectors.get("agent_seed").asText()));
                            NewEvent signed = agent.sign(
                                    new StreamId(uuid(wire, "tenant_id"), uuid(wire, "store_id")),
                                    NewEvent.builder()
                                            .eventId(uuid(wire, "event_id"))
                                            .entity(
                                                    wire.get("entity_type").asText(),
                                                    wire.get("entity_id").asText())
                                            .eventType(wire.get("event_type").asText())
                                            .createdAt(wire.get("created_at").asText())
                                            .payload(vector.get("canonical_payload")
                                                    .asText())
                                            .build());
                            assertThat("0x" + signed.signature().signature())
                                    .isEqualTo(wire.get("agent_signature").asText());
                            assertThat("0x" + signed.signature().payloadPlainHash())
                                    .isEqualTo(wire.get("payload_plain_hash").asText());
                            SigningKey sequencer = SigningKey.parse(
                                    vectors.get("sequencer_seed").asText());
                            assertThat(sequencer.publicKey())
                                    .hasToString(
                                            vectors.get("sequencer_public_key").asText());
                            assertThat(sequencer.sign(Hash.parse(
                                            vector.get("receipt_hash").asText())))
                                    .hasToString(vector.get("receipt_signature").asText());
                        }));
    }

    @TestFactory
    Stream<DynamicTest> commitments_are_signed_as_another_implementation_did() throws IOException {
        JsonNode vectors = vectors();
        return stream(vectors.path("chain"))
                .map(link -> DynamicTest.dynamicTest("to " + link.get("sequence_end"), () -> {
                    SigningKey sequencer =
                            SigningKey.parse(vectors.get("sequencer_seed").asText());
                    Hash stateRoot = Hash.parse(link.get("new_state_root").asText());
                    assertThat(sequencer.sign(Commitment.signedHash(stateRoot)))
                            .hasToString(link.get("commitment_signature").asText());
                }));
    }

    private static UUID uuid(JsonNode node, String field) {
        return UUID.fromString(node.get(field).asText());
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** Empty where the shared vectors are not at hand. */
    private static JsonNode vectors() throws IOException {
        Path file = Path.of(System.getProperty("sequencer.shared", "shared")).resolve("vectors/ves-v1.json");
        ObjectMapper json = new ObjectMapper();
        return Files.exists(file) ? json.readTree(file.toFile()) : json.createObjectNode();
    }
}
