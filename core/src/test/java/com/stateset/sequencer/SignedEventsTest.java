package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.KeyConflictException;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.KeyAuthority;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.SignatureClaim;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.proof.Receipt;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SignedEventsTest {

    private final MemoryStore store = new MemoryStore();
    private final SigningKey sequencerKey = SigningKey.generate();
    private Sequencer sequencer =
            Sequencer.builder().store(store).signingKey(sequencerKey).build();
    private final EventStream stream = sequencer.stream(Samples.stream());
    private final AgentSigner till = new AgentSigner(UUID.randomUUID(), 7, SigningKey.generate());
    private final AgentKey key = till.agentKey(stream.id().tenantId()).registeredBy(KeyAuthority.FIRST);

    @BeforeEach
    void registerKey() {
        sequencer.agentKeys().register(key);
    }

    @AfterEach
    void close() {
        sequencer.close();
    }

    @Test
    void an_agent_signs_and_its_events_are_accepted() {
        IngestReceipt receipt = stream.append(signed("a"), signed("b"));
        assertThat(receipt.accepted()).isEqualTo(2);
        SequencedEvent stored =
                stream.read(ReadOptions.forwardsFrom(1)).events().get(0);
        assertThat(stored.event().authorship().vesVersion()).isEqualTo(1);
        assertThat(stored.event().authorship().agentKeyId()).isEqualTo(7);
        assertThat(stored.sequencerKeyVersion()).isEqualTo(1);
    }

    @Test
    void each_flaw_has_its_reason_and_spoils_nothing_else() {
        assertThat(said(
                        signed("good"),
                        claim(claim -> with(claim, 2, 7, 0, claim.payloadPlainHash(), claim.signature())),
                        claim(claim -> with(claim, 1, 1L << 32, 0, claim.payloadPlainHash(), claim.signature())),
                        claim(claim -> with(claim, 1, 7, 1, claim.payloadPlainHash(), claim.signature())),
                        claim(claim -> with(claim, 1, 7, 0, "00".repeat(32), claim.signature())),
                        claim(claim -> with(claim, 1, 7, 0, "zz", claim.signature())),
                        claim(claim -> with(claim, 1, 7, 0, claim.payloadPlainHash(), "00".repeat(64))),
                        claim(claim -> with(claim, 1, 7, 0, claim.payloadPlainHash(), "00")),
                        claim(claim -> with(claim, 1, 8, 0, claim.payloadPlainHash(), claim.signature())),
                        claim(claim -> new SignatureClaim(
                                1, 7, 0, claim.payloadPlainHash(), "01".repeat(32), claim.signature())),
                        signed("another good")))
                .containsExactly(
                        "accepted",
                        "unsupported_version",
                        "schema_validation: agent_key_id 4294967296 is not an unsigned 32-bit number",
                        "schema_validation: payload must be absent or null: the payload is encrypted",
                        "invalid_payload_hash",
                        "invalid_payload_hash",
                        "invalid_signature",
                        "invalid_signature",
                        "agent_key_invalid: key 8 of agent " + till.agentId() + " is unknown",
                        "invalid_cipher_hash",
                        "accepted");
    }

    @Test
    void a_signature_covers_all_that_is_said() {
        NewEvent event = signed("o-1");
        assertThat(said(
                        event.toBuilder().eventId(UUID.randomUUID()).build(),
                        event.toBuilder().entity("order", "o-2").build(),
                        event.toBuilder().eventType("order.cancelled").build(),
                        event.toBuilder().createdAt("2026-01-01T00:00:00Z").build(),
                        till.sign(Samples.stream(), event)))
                .containsOnly("invalid_signature");
    }

    @Test
    void a_key_of_another_tenant_is_unknown() {
        EventStream elsewhere = sequencer.stream(Samples.stream());
        NewEvent event = till.sign(elsewhere.id(), Samples.order("o").build());
        assertThat(said(elsewhere.tryAppend(event)))
                .containsExactly("agent_key_invalid: key 7 of agent " + till.agentId() + " is unknown");
    }

    @Test
    void a_revoked_key_signs_nothing_new_but_its_replays_are_answered() {
        NewEvent before = signed("o");
        IngestReceipt first = stream.append(before);
        assertThat(sequencer.agentKeys().revoke(key.tenantId(), key.agentId(), 7))
                .hasValueSatisfying(revoked -> assertThat(revoked.revokedAt()).isNotNull());
        IngestReceipt again = stream.ingest(before, signed("p"));
        assertThat(said(again))
                .containsExactly("duplicate", "agent_key_invalid: key 7 of agent " + till.agentId() + " is revoked");
        assertThat(sequencer.identity().receipts(again))
                .isEqualTo(sequencer.identity().receipts(first));
    }

    @Test
    void a_key_that_is_revoked_while_its_event_waits_does_not_pass() {
        store.beforeAppend(group -> store.agentKeys().revoke(key.tenantId(), key.agentId(), 7));
        assertThat(said(signed("o")))
                .containsExactly("agent_key_invalid: key 7 of agent " + till.agentId() + " is revoked");
    }

    @Test
    void a_key_is_valid_within_its_time() {
        AgentSigner late = signer(8, Instant.now().plusSeconds(3600), null);
        AgentSigner early = signer(9, null, Instant.now().minusSeconds(3600));
        AgentSigner now =
                signer(10, Instant.now().minusSeconds(3600), Instant.now().plusSeconds(3600));
        assertThat(said(sign(late, "o"), sign(early, "o"), sign(now, "o")))
                .containsExactly(
                        "agent_key_invalid: key 8 of agent " + till.agentId() + " is not valid yet",
                        "agent_key_invalid: key 9 of agent " + till.agentId() + " has expired",
                        "accepted");
    }

    @Test
    void no_unsigned_event_is_accepted_for_an_agent_that_has_a_key() {
        NewEvent unsigned = Samples.order("o").sourceAgent(till.agentId()).build();
        assertThat(said(unsigned, Samples.order("p").build())).containsExactly("signature_required", "accepted");
        sequencer.agentKeys().revoke(key.tenantId(), key.agentId(), 7);
        assertThat(said(unsigned)).containsExactly("signature_required");
    }

    @Test
    void a_key_is_not_replaced_by_another() {
        assertThat(sequencer.agentKeys().register(key)).isEqualTo(key);
        AgentKey other = new AgentKey(
                key.tenantId(), key.agentId(), 7, SigningKey.generate().publicKey());
        assertThatExceptionOfType(KeyConflictException.class)
                .isThrownBy(() -> sequencer.agentKeys().register(other))
                .satisfies(conflict -> assertThat(conflict.registered()).isEqualTo(key));
        assertThat(sequencer.agentKeys().of(key.tenantId(), key.agentId())).containsExactly(key);
    }

    @Test
    void receipts_are_signed_and_stay_the_same_after_a_change_of_key() {
        NewEvent event = signed("o");
        Receipt receipt = sequencer.identity().receipts(stream.append(event)).get(0);
        receipt.verifySignature(sequencerKey.publicKey());
        receipt.verifyContent(stream.find(event.eventId()).orElseThrow());
        assertThatExceptionOfType(VerificationException.class)
                .isThrownBy(() -> receipt.verifySignature(SigningKey.generate().publicKey()));

        SigningKey next = SigningKey.generate();
        sequencer =
                Sequencer.builder().store(store).signingKey(next, sequencerKey).build();
        EventStream after = sequencer.stream(stream.id());
        assertThat(sequencer.identity().receipts(after.append(event))).containsExactly(receipt);
        assertThat(sequencer.identity().receipt(after.find(event.eventId()).orElseThrow()))
                .isEqualTo(receipt);
        Receipt newer = sequencer.identity().receipts(after.append(signed("p"))).get(0);
        newer.verifySignature(next.publicKey());
        assertThat(newer.sequencerKeyVersion()).isEqualTo(2);
        assertThat(newer.sequencerId()).isEqualTo(receipt.sequencerId());
        assertThat(sequencer.identity().publicKeys().values())
                .containsExactly(sequencerKey.publicKey(), next.publicKey());
    }

    @Test
    void without_a_key_receipts_are_not_signed() {
        sequencer = Sequencer.builder().store(new MemoryStore()).build();
        Receipt receipt = sequencer
                .identity()
                .receipts(sequencer.stream(stream.id()).append(Samples.orders(1)))
                .get(0);
        assertThat(receipt.signature()).isNull();
        assertThat(receipt.sequencerKeyVersion()).isZero();
        assertThatExceptionOfType(VerificationException.class)
                .isThrownBy(() -> receipt.verifySignature(sequencerKey.publicKey()))
                .withMessage("the receipt of event 1 is not signed");
    }

    @Test
    void a_store_belongs_to_one_sequencer() {
        UUID id = sequencer.identity().id();
        assertThat(Sequencer.builder()
                        .store(store)
                        .sequencerId(id)
                        .build()
                        .identity()
                        .id())
                .isEqualTo(id);
        assertThatIllegalStateException()
                .isThrownBy(() -> Sequencer.builder()
                        .store(store)
                        .sequencerId(new UUID(1, 1))
                        .build())
                .withMessage(
                        "the sequencer id is 00000000-0000-0001-0000-000000000001, but the store belongs to the sequencer "
                                + id);
    }

    private AgentSigner signer(long keyId, Instant from, Instant to) {
        SigningKey made = SigningKey.generate();
        sequencer
                .agentKeys()
                .register(new AgentKey(key.tenantId(), key.agentId(), keyId, made.publicKey(), from, to, null));
        return new AgentSigner(till.agentId(), keyId, made);
    }

    private NewEvent signed(String id) {
        return sign(till, id);
    }

    private NewEvent sign(AgentSigner agent, String id) {
        return agent.sign(stream.id(), Samples.order(id).build());
    }

    private NewEvent claim(UnaryOperator<SignatureClaim> change) {
        NewEvent event = signed("o");
        return event.toBuilder().signature(change.apply(event.signature())).build();
    }

    private static SignatureClaim with(
            SignatureClaim claim, long version, long keyId, long kind, String plainHash, String signature) {
        return new SignatureClaim(version, keyId, kind, plainHash, claim.payloadCipherHash(), signature);
    }

    private List<String> said(NewEvent... events) {
        return said(stream.ingest(events));
    }

    private static List<String> said(IngestReceipt receipt) {
        return receipt.outcomes().stream()
                .map(outcome -> outcome instanceof Outcome.Rejected rejected
                        ? rejected.rejection().reason()
                        : outcome instanceof Outcome.Accepted ? "accepted" : "duplicate")
                .toList();
    }
}
