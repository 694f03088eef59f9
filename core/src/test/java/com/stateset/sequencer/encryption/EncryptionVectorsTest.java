package com.stateset.sequencer.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.MemoryStore;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.proof.Receipt;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The whole of the vectors, forgeries included: as author, as sequencer, and as recipient. */
class EncryptionVectorsTest {

    private static final HexFormat HEX = HexFormat.of();

    @TestFactory
    Stream<DynamicTest> events_are_stored_as_they_are_and_open_for_each_recipient() {
        return EncryptionVectors.all().stream()
                .map(all -> dynamicTest("events", () -> requireStoredAndOpened(all.get("events"))));
    }

    @TestFactory
    Stream<DynamicTest> the_same_random_numbers_make_the_same_event() {
        return EncryptionVectors.cases("events")
                .map(vector -> dynamicTest(vector.get("canonical_payload").asText(), () -> requireEncrypted(vector)));
    }

    @TestFactory
    Stream<DynamicTest> other_spellings_are_accepted_and_answered_in_one() {
        return EncryptionVectors.cases("accept")
                .map(vector -> dynamicTest(vector.get("why").asText(), () -> requireAccepted(vector.get("wire"))));
    }

    @TestFactory
    Stream<DynamicTest> each_flaw_is_refused_with_its_reason() {
        return EncryptionVectors.cases("refuse")
                .map(vector -> dynamicTest(vector.get("why").asText(), () -> requireRefused(vector)));
    }

    @TestFactory
    Stream<DynamicTest> what_a_recipient_refuses_is_unreadable_with_its_reason() {
        return EncryptionVectors.cases("recipient")
                .map(vector -> dynamicTest(vector.get("why").asText(), () -> requireUnreadable(vector)));
    }

    private static void requireStoredAndOpened(JsonNode vectors) {
        List<NewEvent> sent = new ArrayList<>();
        vectors.forEach(vector -> sent.add(EncryptionVectors.event(vector.get("wire"))));
        try (Sequencer sequencer = sequencer()) {
            EventStream stream = sequencer.stream(EncryptionVectors.stream());
            stream.append(sent);
            for (JsonNode vector : vectors) {
                requireStoredAndOpened(vector, stored(stream, vector.get("wire")), sequencer);
            }
        }
    }

    private static void requireStoredAndOpened(JsonNode vector, SequencedEvent stored, Sequencer sequencer) {
        Event event = stored.event();
        assertThat(stored.sequenceNumber())
                .isEqualTo(vector.get("sequence_number").asLong());
        assertThat(VesHashes.signing(event).toHex())
                .isEqualTo(vector.get("signing_hash").asText());
        assertThat(stored.leafHash().toHex()).isEqualTo(vector.get("leaf_hash").asText());
        Receipt receipt = sequencer.identity().receipt(stored);
        assertThat(receipt.receiptHash().toHex())
                .isEqualTo(vector.get("receipt_hash").asText());
        assertThat(receipt.signature().toHex())
                .isEqualTo(vector.get("receipt_signature").asText());
        Map<Long, X25519PrivateKey> all = recipientKeys();
        for (JsonNode recipient : vector.get("recipients")) {
            long keyId = recipient.get("kid").asLong();
            assertThat(EventDecryptor.of(Map.of(keyId, all.get(keyId))).decrypt(event))
                    .isEqualTo(new Decryption.Opened(
                            CanonicalJson.parse(vector.get("canonical_payload").asText()), keyId));
        }
        assertThat(EventDecryptor.of(Map.of()).decrypt(event))
                .isEqualTo(new Decryption.Unreadable(Decryption.Reason.NOT_A_RECIPIENT));
    }

    private static void requireEncrypted(JsonNode vector) {
        Queue<byte[]> random = new ArrayDeque<>();
        List.of("salt", "dek", "nonce").forEach(name -> random.add(bytes(vector, name)));
        vector.get("recipients").forEach(recipient -> random.add(bytes(recipient, "ephemeral_private")));
        Map<Long, X25519PrivateKey> keys = recipientKeys();
        List<RecipientKey> recipients = new ArrayList<>();
        vector.get("recipients").forEach(recipient -> {
            long keyId = recipient.get("kid").asLong();
            recipients.add(0, new RecipientKey(keyId, keys.get(keyId).publicKey()));
        });
        Event accepted = accepted(vector.get("wire"));
        CanonicalJson payload =
                CanonicalJson.parse(vector.get("canonical_payload").asText());
        Event clear = accepted.with(Payload.clear(payload), PayloadHashes.of(payload), accepted.authorship());
        assertThat(Recipients.of(recipients).encrypt(clear, length -> random.remove()))
                .isEqualTo(accepted);
        assertThat(random).isEmpty();
    }

    private static void requireAccepted(JsonNode wire) {
        Event accepted = accepted(wire);
        assertThat(accepted.payload()).isInstanceOfSatisfying(Payload.EndToEnd.class, encrypted -> {
            assertThat(CanonicalJson.parse(encrypted.json().toByteArray())).isEqualTo(encrypted.json());
            assertThat(Ciphertext.read(encrypted.json()).json()).isEqualTo(encrypted.json());
            assertThat(encrypted.json().toString()).doesNotContain("=");
        });
        assertThat(EventDecryptor.of(recipientKeys()).decrypt(accepted)).isInstanceOf(Decryption.Opened.class);
    }

    private static void requireRefused(JsonNode vector) {
        String reason = vector.get("reason").asText();
        try (Sequencer sequencer = sequencer()) {
            Outcome outcome = sequencer.stream(EncryptionVectors.stream())
                    .ingest(EncryptionVectors.event(vector.get("wire")))
                    .outcomes()
                    .get(0);
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Rejected.class,
                            rejected -> assertThat(rejected.rejection().reason() + " ")
                                    .startsWith(reason + " "));
        }
    }

    private static void requireUnreadable(JsonNode vector) {
        Map<Long, X25519PrivateKey> key =
                Map.of(vector.get("kid").asLong(), X25519PrivateKey.of(bytes(vector, "private_key")));
        assertThat(EventDecryptor.of(key).decrypt(accepted(vector.get("wire"))))
                .isInstanceOfSatisfying(
                        Decryption.Unreadable.class,
                        unreadable -> assertThat(unreadable.reason())
                                .hasToString(vector.get("reason").asText()));
    }

    private static Event accepted(JsonNode wire) {
        try (Sequencer sequencer = sequencer()) {
            EventStream stream = sequencer.stream(EncryptionVectors.stream());
            stream.append(EncryptionVectors.event(wire));
            return stored(stream, wire).event();
        }
    }

    private static SequencedEvent stored(EventStream stream, JsonNode wire) {
        return stream.find(EncryptionVectors.event(wire).eventId()).orElseThrow();
    }

    private static Sequencer sequencer() {
        Sequencer sequencer = Sequencer.builder()
                .store(new MemoryStore())
                .signingKey(EncryptionVectors.sequencerKey())
                .build();
        sequencer
                .agentKeys()
                .register(EncryptionVectors.agent()
                        .agentKey(EncryptionVectors.stream().tenantId()));
        return sequencer;
    }

    private static Map<Long, X25519PrivateKey> recipientKeys() {
        Map<Long, X25519PrivateKey> keys = new HashMap<>();
        EncryptionVectors.cases("recipient_keys").forEach(key -> {
            X25519PrivateKey secret = X25519PrivateKey.of(bytes(key, "private_key"));
            assertThat(secret.publicKey().toHex())
                    .isEqualTo(key.get("public_key").asText());
            keys.put(key.get("kid").asLong(), secret);
        });
        return keys;
    }

    private static byte[] bytes(JsonNode node, String member) {
        return HEX.parseHex(node.get(member).asText());
    }
}
