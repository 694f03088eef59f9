package com.stateset.sequencer.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.KeyProofs;
import com.stateset.sequencer.crypto.SigningKey;
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
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.InclusionProof;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.proof.EventProof;
import com.stateset.sequencer.proof.Receipt;
import com.stateset.sequencer.protocol.history.HistoryAcceptance;
import com.stateset.sequencer.protocol.history.HistoryConsistency;
import com.stateset.sequencer.protocol.history.HistoryHead;
import com.stateset.sequencer.protocol.history.HistoryProof;
import com.stateset.sequencer.protocol.history.WireInclusion;
import com.stateset.sequencer.protocol.history.WireTreeHead;
import com.stateset.sequencer.protocol.ingest.IngestAnswer;
import com.stateset.sequencer.protocol.ingest.IngestRejection;
import com.stateset.sequencer.protocol.ingest.IngestResult;
import com.stateset.sequencer.protocol.ingest.SignedEnvelope;
import com.stateset.sequencer.protocol.ingest.SignedIngestAnswer;
import com.stateset.sequencer.protocol.ingest.SignedIngestRejection;
import com.stateset.sequencer.protocol.ingest.SignedIngestRequest;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.protocol.keys.AgentRegistration;
import com.stateset.sequencer.protocol.keys.AgentRegistrationAnswer;
import com.stateset.sequencer.protocol.keys.KeyRegistration;
import com.stateset.sequencer.protocol.keys.KeyRevocation;
import com.stateset.sequencer.protocol.keys.KeyStatus;
import com.stateset.sequencer.protocol.keys.WireKeyDirectory;
import com.stateset.sequencer.tlog.LogName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What one side writes, the other reads, and core's values survive both. */
class WireRecordsTest {

    private static final UUID ID = UUID.fromString("00000000-0000-4000-8000-0000000000ff");
    private static final StreamId STREAM = new StreamId(ID, ID);
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.000006Z");
    private static final Hash HASH = Hash.parse("ab".repeat(32));
    private static final Ed25519Signature SIGNATURE = Ed25519Signature.parse("cd".repeat(64));
    private static final AgentSigner AGENT = new AgentSigner(ID, 4_294_967_295L, SigningKey.generate());
    private static final Ed25519PublicKey KEY = AGENT.key().publicKey();
    private static final AgentKey AGENT_KEY = new AgentKey(ID, ID, 4_294_967_295L, KEY, NOW, null, null);
    private static final KeyProofs PROOFS = AGENT.proofs(ID, new AgentSigner(ID, 1, SigningKey.generate()));
    private static final Receipt RECEIPT = new Receipt(ID, ID, 7, NOW, HASH, 3, SIGNATURE);
    private static final WireInclusion INCLUSION = new WireInclusion(6, List.of(HASH, Hash.ZERO));
    private static final Commitment COMMITMENT =
            new Commitment(ID, STREAM, 1, 5, 9, HASH, Hash.ZERO, HASH, NOW, 3, SIGNATURE);
    private static final EventProof PROOF =
            new EventProof(STREAM, 6, ID, HASH, new InclusionProof(1, 4, List.of(HASH, Hash.ZERO)));

    static Stream<Object> messages() {
        return Stream.of(
                new SignedIngestRequest(
                        ID,
                        List.of(SignedEnvelope.of(event(signed(), "{\"a\":1}").event()))),
                new IngestAnswer(
                        ID,
                        1,
                        0,
                        1,
                        7L,
                        7L,
                        7,
                        List.of(new IngestRejection(ID, "signature_required", "must be signed")),
                        List.of(
                                new IngestResult(ID, IngestResult.Status.ACCEPTED, 7L, INCLUSION),
                                new IngestResult(ID, IngestResult.Status.REJECTED, null, null)),
                        new WireTreeHead(9, HASH, "a note")),
                new SignedIngestAnswer(
                        ID,
                        1,
                        1,
                        1,
                        7L,
                        7L,
                        9,
                        List.of(new SignedIngestRejection(ID, "invalid_signature", "is not a signature")),
                        List.of(WireReceipt.of(RECEIPT), WireReceipt.of(RECEIPT, INCLUSION)),
                        new WireTreeHead(9, HASH, null)),
                WireEvent.of(event(signed(), "[1.5,\"ü\"]"), RECEIPT),
                WireHead.of(9, WireCommitment.of(COMMITMENT)),
                WireHead.of(0, null),
                WireCommitmentPage.of(List.of(WireCommitment.of(COMMITMENT))),
                new CommitmentRequest(ID, ID, 1L, null),
                WireProof.of(PROOF),
                new ProofClaim(HASH, HASH, List.of(HASH), 0, null),
                ProofVerdict.of(new ProofClaim(HASH, HASH, List.of(HASH), 0, 2L)),
                KeyRegistration.of(AGENT_KEY, PROOFS),
                new KeyRevocation(ID, ID, 1),
                KeyStatus.of(AGENT_KEY),
                WireKeyDirectory.of(ID, ID, List.of(AGENT_KEY), NOW).signed(SIGNATURE),
                SequencerInfo.of(ID, KEY, 2, new TreeMap<>(Map.of(1, KEY, 2, KEY)), LogName.ofSequencer(ID)),
                SequencerInfo.of(ID, null, 0, new TreeMap<>(), new LogName("example.com/log")),
                new HistoryHead(9, HASH, "a note", new HistoryHead.Witnessed(7, List.of("a line"))),
                new HistoryHead(9, HASH, null, null),
                new HistoryProof(HASH, 6, 9, HASH, List.of(HASH), "a note"),
                new HistoryConsistency(3, 9, HASH, List.of(HASH), null),
                HistoryAcceptance.of(STREAM),
                Health.of("1.2"),
                new AgentRegistration("till 7", "a till", List.of(ID), true, 60, null, false),
                new AgentRegistration("till 8", null, List.of(), false, null, "t", true),
                new AgentRegistrationAnswer(true, ID, ID, "ss_x", "read", "Keep it."),
                Ready.YES,
                Ready.with("behind"),
                WireError.of("not_found", "There is nothing.", Map.of()),
                WireError.of("invalid_request", "$: no", Map.of("path", "$")));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void every_message_is_read_as_it_was_written(Object message) {
        byte[] json = ProtocolJson.write(message);
        assertThat((Object) ProtocolJson.read(json, message.getClass()))
                .as(new String(json, StandardCharsets.UTF_8))
                .isEqualTo(message);
    }

    @Test
    void values_of_the_core_survive_the_wire() {
        SequencedEvent signed = event(signed(), "{\"a\":[1,null]}");
        SequencedEvent unsigned = event(new Authorship.Unsigned(), "null");
        for (SequencedEvent event : List.of(signed, unsigned)) {
            WireEvent read = ProtocolJson.read(ProtocolJson.write(WireEvent.of(event, RECEIPT)), WireEvent.class);
            assertThat(read.toSequencedEvent()).isEqualTo(event);
            assertThat(read.toReceipt(ID).signature()).isEqualTo(SIGNATURE);
        }
        assertThat(WireReceipt.of(RECEIPT).toReceipt()).isEqualTo(RECEIPT);
        assertThat(WireCommitment.of(COMMITMENT).toStoredCommitment().complete())
                .isEqualTo(COMMITMENT);
        assertThat(WireProof.of(PROOF).toEventProof(STREAM)).isEqualTo(PROOF);
        assertThat(KeyRegistration.of(AGENT_KEY, PROOFS).toAgentKey()).isEqualTo(AGENT_KEY);
        assertThat(WireKeyDirectory.of(ID, ID, List.of(AGENT_KEY), NOW).toAgentKeys())
                .containsExactly(AGENT_KEY);
    }

    @Test
    void an_erased_payload_is_told_from_the_value_null() {
        SequencedEvent event = event(signed(), "{}");
        Event content = event.event();
        SequencedEvent erased = new SequencedEvent(
                new Event(
                        content.stream(),
                        content.eventId(),
                        null,
                        content.entity(),
                        content.eventType(),
                        content.createdAt(),
                        content.sourceAgent(),
                        null,
                        new Payload.Erased(),
                        content.payloadHashes(),
                        content.authorship()),
                event.sequenceNumber(),
                event.sequencedAt(),
                event.entityVersion(),
                event.leafHash(),
                0);
        assertThat(WireEvent.of(erased, null).toSequencedEvent().event().payload())
                .isEqualTo(new Payload.Erased());
        assertThat(WireEvent.of(event(signed(), "null"), null)
                        .toSequencedEvent()
                        .event()
                        .payload())
                .isInstanceOf(Payload.Clear.class);
    }

    @Test
    void hex_is_read_with_and_without_0x() {
        String json = new String(ProtocolJson.write(WireEvent.of(event(signed(), "{}"), null)), StandardCharsets.UTF_8);
        assertThat(json)
                .contains("\"agent_signature\":\"0xcd", "\"payload_hash\":\"")
                .doesNotContain("hash\":\"0xx");
        assertThat(ProtocolJson.read(json.replace("\"0x", "\"").getBytes(StandardCharsets.UTF_8), WireEvent.class))
                .isEqualTo(ProtocolJson.read(json.getBytes(StandardCharsets.UTF_8), WireEvent.class));
    }

    @Test
    void moments_have_microseconds_in_utc() {
        WireReceipt whole = new WireReceipt(ID, ID, 1, Instant.parse("2026-01-02T03:04:05Z"), HASH, null, null, null);
        String json = new String(ProtocolJson.write(whole), StandardCharsets.UTF_8);
        assertThat(json).contains("\"sequencedAt\":\"2026-01-02T03:04:05.000000Z\"");
        String other = json.replace("2026-01-02T03:04:05.000000Z", "2026-01-02T04:04:05.0000009+01:00");
        assertThat(ProtocolJson.read(other.getBytes(StandardCharsets.UTF_8), WireReceipt.class))
                .isEqualTo(whole);
    }

    @Test
    void a_directorys_hash_is_over_the_text_as_it_was_sent() {
        WireKeyDirectory directory = WireKeyDirectory.of(ID, ID, List.of(AGENT_KEY), NOW);
        byte[] signed = ProtocolJson.write(directory.signed(SIGNATURE));
        assertThat(WireKeyDirectory.signedHash(signed)).isEqualTo(directory.signedHash());
        byte[] more = new String(signed, StandardCharsets.UTF_8)
                .replace("{\"agentId\"", "{\"more\":1,\"agentId\"")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(WireKeyDirectory.signedHash(more)).isNotEqualTo(directory.signedHash());
        assertThat(ProtocolJson.read(more, WireKeyDirectory.class)).isEqualTo(directory.signed(SIGNATURE));
    }

    @Test
    void keys_of_another_kind_are_not_registered() {
        String json = new String(ProtocolJson.write(KeyRegistration.of(AGENT_KEY, PROOFS)), StandardCharsets.UTF_8);
        for (String kind : List.of("\"key_type\":1", "\"keyAlgorithm\":0", "\"publicKeyBundle\":null")) {
            assertThat(ProtocolJson.read(
                            json.replace("{", "{" + kind + ",").getBytes(StandardCharsets.UTF_8),
                            KeyRegistration.class))
                    .isEqualTo(KeyRegistration.of(AGENT_KEY, PROOFS));
        }
        for (String kind : List.of("\"key_type\":2", "\"keyAlgorithm\":5", "\"publicKeyBundle\":{}")) {
            byte[] other = json.replace("{", "{" + kind + ",").getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> ProtocolJson.read(other, KeyRegistration.class))
                    .hasMessageContaining("supported");
        }
    }

    private static Authorship signed() {
        return new Authorship.Signed(5, SIGNATURE);
    }

    private static SequencedEvent event(Authorship authorship, String payload) {
        CanonicalJson json = CanonicalJson.parse(payload);
        Event event = new Event(
                STREAM,
                ID,
                null,
                new EntityRef("order", "o-1"),
                "order.placed",
                new CreatedAt("2026-01-02T03:04:05Z"),
                ID,
                null,
                Payload.clear(json),
                PayloadHashes.of(json),
                authorship);
        Hash leaf = VesHashes.leaf(STREAM, 7, VesHashes.signing(event), authorship.signature());
        return new SequencedEvent(event, 7, NOW, 2, leaf, 3);
    }
}
