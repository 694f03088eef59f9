package com.stateset.sequencer.sync.http;

import com.stateset.sequencer.sync.KeyDirectory;
import com.stateset.sequencer.sync.PulledEvent;
import com.stateset.sequencer.sync.PulledPage;
import com.stateset.sequencer.sync.PushAnswer;
import com.stateset.sequencer.sync.PushOutcome;
import com.stateset.sequencer.sync.SequencerPin;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Domain;
import com.stateset.sequencer.merkle.DomainHasher;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.proof.Receipt;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes values of a server's answers (PROTOCOL section 5). */
final class Answers {

    private static final Domain KEY_DIRECTORY = Domain.of("VES_KEYDIR_V1");
    private static final String DIRECTORY_SIGNATURE = "directorySignature";
    private static final String ED25519 = "ed25519";
    private static final int NO_KEY = 0;

    private Answers() {}

    static PushAnswer unsignedPush(AnswerJson answer) {
        Map<UUID, PushOutcome> rejections = rejections(answer);
        List<PushOutcome> outcomes = answer.member("results").list(result -> {
            UUID eventId = result.member("event_id").uuid();
            PushOutcome rejected = rejections.get(eventId);
            return rejected != null
                    ? rejected
                    : result.checked(() -> new PushOutcome.Stored(
                            eventId, result.member("sequence_number").number(), null));
        });
        return new PushAnswer(outcomes, answer.member("head_sequence").number());
    }

    /** Receipts come in the order sent, but without the rejected ones; who needs the order goes by the ids. */
    static PushAnswer signedPush(AnswerJson answer, List<Event> sent) {
        Map<UUID, PushOutcome> outcomes = new HashMap<>(rejections(answer));
        answer.member("receipts").list(json -> {
            Receipt receipt = receipt(json);
            return outcomes.put(
                    receipt.eventId(),
                    json.checked(() -> new PushOutcome.Stored(receipt.eventId(), receipt.sequenceNumber(), receipt)));
        });
        List<PushOutcome> inOrder = sent.stream()
                .filter(event -> outcomes.containsKey(event.eventId()))
                .map(event -> outcomes.get(event.eventId()))
                .toList();
        return new PushAnswer(inOrder, answer.member("headSequence").number());
    }

    static PulledPage page(AnswerJson answer) {
        return new PulledPage(
                answer.member("events").list(Answers::pulledEvent),
                answer.member("head_sequence").number());
    }

    static SequencerPin sequencer(AnswerJson answer) {
        SortedMap<Integer, Ed25519PublicKey> keys = new TreeMap<>();
        answer.member("keys").list(key -> keys.put(keyVersion(key.member("key_version")), publicKey(key)));
        return new SequencerPin(answer.member("sequencer_id").uuid(), keys);
    }

    static KeyDirectory keyDirectory(AnswerJson answer) {
        UUID tenantId = answer.member("tenantId").uuid();
        UUID agentId = answer.member("agentId").uuid();
        List<AgentKey> keys = answer.member("keys").list(key -> agentKey(tenantId, agentId, key));
        ObjectNode signed = answer.node().deepCopy();
        signed.remove(DIRECTORY_SIGNATURE);
        Hash signedHash = new DomainHasher()
                .begin(KEY_DIRECTORY)
                .bytes(CanonicalJson.parse(signed.toString()).toByteArray())
                .finish();
        return new KeyDirectory(tenantId, agentId, keys, signedHash, signature(answer.optional(DIRECTORY_SIGNATURE)));
    }

    private static Map<UUID, PushOutcome> rejections(AnswerJson answer) {
        Map<UUID, PushOutcome> rejections = new HashMap<>();
        answer.member("rejections").list(json -> {
            UUID eventId = json.member("event_id").uuid();
            AnswerJson message = json.optional("message");
            String reason = json.member("reason").text();
            return rejections.put(
                    eventId, new PushOutcome.Rejected(eventId, reason, message == null ? reason : message.text()));
        });
        return rejections;
    }

    private static Receipt receipt(AnswerJson json) {
        AnswerJson signature = json.optional("sequencerSignature");
        AnswerJson version = json.optional("sequencerKeyVersion");
        return new Receipt(
                json.member("sequencerId").uuid(),
                json.member("eventId").uuid(),
                json.member("sequenceNumber").number(),
                json.member("sequencedAt").moment(),
                json.member("receiptHash").as(Hash::parse),
                version == null ? NO_KEY : keyVersion(version),
                signature(signature));
    }

    private static PulledEvent pulledEvent(AnswerJson json) {
        return json.checked(() -> {
            Event event = event(json.member("envelope"));
            long number = json.member("sequence_number").number();
            AnswerJson bundle = json.optional("receipt_signature_bundle");
            Instant sequencedAt = json.member("sequenced_at").moment();
            return new PulledEvent(
                    new SequencedEvent(
                            event,
                            number,
                            sequencedAt,
                            json.member("envelope").member("entity_version").number(),
                            VesHashes.leaf(
                                    event.stream(),
                                    number,
                                    VesHashes.signing(event),
                                    event.authorship().signature()),
                            bundle == null ? NO_KEY : keyVersion(bundle.member("sequencer_key_version"))),
                    json.member("receipt_hash").as(Hash::parse),
                    bundle == null ? null : signature(bundle.member("ed25519_signature")));
        });
    }

    private static Event event(AnswerJson json) {
        AnswerJson command = json.optional("command_id");
        AnswerJson baseVersion = json.optional("base_version");
        PayloadHashes hashes = new PayloadHashes(
                json.member("payload_hash").as(Hash::parse),
                json.member("payload_plain_hash").as(Hash::parse),
                json.member("payload_cipher_hash").as(Hash::parse));
        return new Event(
                new StreamId(
                        json.member("tenant_id").uuid(), json.member("store_id").uuid()),
                json.member("event_id").uuid(),
                command == null ? null : command.uuid(),
                new EntityRef(
                        json.member("entity_type").text(),
                        json.member("entity_id").text()),
                json.member("event_type").text(),
                json.member("created_at").as(CreatedAt::new),
                json.member("source_agent").uuid(),
                baseVersion == null ? null : baseVersion.number(),
                payload(json.member("payload").node(), hashes),
                hashes,
                authorship(json));
    }

    /** A payload that is null may be the JSON value, or have been erased: its hash tells. */
    private static Payload payload(JsonNode node, PayloadHashes hashes) {
        CanonicalJson json = CanonicalJson.parse(node.toString());
        return node.isNull() && !PayloadHashes.of(json).equals(hashes) ? new Payload.Erased() : Payload.clear(json);
    }

    private static Authorship authorship(AnswerJson json) {
        long version = json.member("ves_version").number();
        if (version == 0) {
            return new Authorship.Unsigned();
        }
        if (version != 1) {
            throw new IllegalArgumentException("ves_version " + version + " is not known");
        }
        return new Authorship.Signed(
                json.member("agent_key_id").number(),
                json.member("agent_signature").as(Ed25519Signature::parse));
    }

    private static AgentKey agentKey(UUID tenantId, UUID agentId, AnswerJson json) {
        return json.checked(() -> new AgentKey(
                tenantId,
                agentId,
                json.member("keyId").number(),
                json.member("publicKey").as(Ed25519PublicKey::parse),
                moment(json.optional("validFrom")),
                moment(json.optional("validTo")),
                moment(json.optional("revokedAt"))));
    }

    private static Ed25519PublicKey publicKey(AnswerJson json) {
        AnswerJson algorithm = json.optional("algorithm");
        if (algorithm != null && !algorithm.text().equals(ED25519)) {
            throw new AnswerJson.UnusableAnswerException(algorithm.path() + " is not " + ED25519, null);
        }
        return json.member("public_key").as(Ed25519PublicKey::parse);
    }

    private static int keyVersion(AnswerJson json) {
        return json.checked(() -> {
            long version = json.number();
            if (version < 0 || version > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("a key version is not " + version);
            }
            return (int) version;
        });
    }

    private static @Nullable Instant moment(@Nullable AnswerJson json) {
        return json == null ? null : json.moment();
    }

    private static @Nullable Ed25519Signature signature(@Nullable AnswerJson json) {
        return json == null ? null : json.as(Ed25519Signature::parse);
    }
}
