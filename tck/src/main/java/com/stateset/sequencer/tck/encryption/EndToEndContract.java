package com.stateset.sequencer.tck.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.encryption.Decryption;
import com.stateset.sequencer.encryption.EventDecryptor;
import com.stateset.sequencer.encryption.RecipientKey;
import com.stateset.sequencer.encryption.Recipients;
import com.stateset.sequencer.encryption.X25519PrivateKey;
import com.stateset.sequencer.encryption.X25519PublicKey;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.proof.EventProof;
import com.stateset.sequencer.sealing.PayloadEncryption;
import com.stateset.sequencer.sealing.PayloadEncryption.Mode;
import com.stateset.sequencer.sealing.PayloadKey;
import com.stateset.sequencer.sealing.PayloadKeyring;
import com.stateset.sequencer.sealing.Reencryption;
import com.stateset.sequencer.tck.StoreContract;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What its author has encrypted comes back as it is, opens for its recipients, and is proved, replayed, sealed and erased like any other. */
public abstract class EndToEndContract extends StoreContract {

    private static final EntityRef ADA = new EntityRef("customer", "ada");
    private static final PayloadEncryption PLAIN = PayloadEncryption.disabled();
    private static final String PAYLOAD = "{\"iban\":\"DE02120300000000202051\"}";
    private static final X25519PrivateKey ACCOUNTING = X25519PrivateKey.generate();
    private static final Recipients RECIPIENTS =
            Recipients.of(new RecipientKey(7, ACCOUNTING.publicKey()), new RecipientKey(4_294_967_295L, publicOne()));
    private static final EventDecryptor READER = EventDecryptor.of(Map.of(7L, ACCOUNTING));

    private final List<Sequencer> sequencers = new ArrayList<>();
    private final AgentSigner till = new AgentSigner(UUID.randomUUID(), 3, SigningKey.generate());
    private StreamId stream = newStream();

    private static X25519PublicKey publicOne() {
        return X25519PrivateKey.generate().publicKey();
    }

    @BeforeEach
    void beginAStream() {
        stream = newStream();
    }

    @AfterEach
    void closeSequencers() {
        sequencers.forEach(Sequencer::close);
        sequencers.clear();
    }

    @Test
    void an_encrypted_payload_comes_back_and_opens() {
        EventStream events = over(PLAIN);
        events.append(draft().build(), encrypted(), draft().build());
        List<SequencedEvent> stored = readAll(stream);
        SequencedEvent second = stored.get(1);
        assertThat(second.event().payload()).isInstanceOf(Payload.EndToEnd.class);
        assertThat(second.event().payloadHashes().kind()).isEqualTo(1);
        assertThat(second.leafHash()).isEqualTo(leaf(second));
        assertOpens(second);
        assertThat(readAll(openAnother(), stream, ReadOptions.backwardsFromHead())
                        .get(1))
                .isEqualTo(second);
        assertThat(store().find(stream, second.event().eventId())).contains(second);
        assertThat(store().entityHistory(stream, ADA, 1, 1).events()).containsExactly(second);
        EventProof proof = proof(events, 2);
        assertThat(proof.path().leafIndex()).isEqualTo(1);
    }

    private static EventProof proof(EventStream events, long number) {
        Commitment commitment = events.commit();
        EventProof proof = events.prove(number);
        proof.verify(commitment);
        return proof;
    }

    @Test
    void sent_again_is_a_duplicate_and_encrypted_anew_another_event() {
        EventStream events = over(PLAIN);
        NewEvent sent = encrypted();
        events.append(sent);
        assertThat(events.ingest(sent).outcomes().get(0)).isInstanceOf(Outcome.Duplicate.class);
        NewEvent anew = till.sign(stream, draft().eventId(sent.eventId()).build(), RECIPIENTS);
        assertThat(events.ingest(anew).outcomes().get(0))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.rejection().reason()).isEqualTo("duplicate_event_id"));
    }

    @Test
    void the_operator_can_encrypt_what_is_encrypted() {
        over(PLAIN).append(encrypted());
        PayloadEncryption sealing = PayloadEncryption.of(Mode.REQUIRED, PayloadKeyring.of(key(1)));
        over(sealing).append(encrypted());
        new Reencryption(store(), sealing).run(stream, false, (so, head) -> {});
        assertThat(readAll(stream)).allMatch(each -> each.event().payload() instanceof Payload.Encrypted);
        List<SequencedEvent> opened = readAll(sealing.over(store()), stream, ReadOptions.forwardsFrom(1));
        assertThat(opened).hasSize(2).allSatisfy(each -> {
            assertOpens(each);
            assertThat(each.leafHash()).isEqualTo(leaf(each));
        });
    }

    @Test
    void erasing_takes_the_ciphertext_and_leaves_the_hashes() {
        EventStream events = over(PLAIN);
        NewEvent sent = encrypted();
        events.append(sent);
        SequencedEvent before = readAll(stream).get(0);
        events.erase(ADA, "dpo@example.org", "request 17");
        SequencedEvent after = readAll(stream).get(0);
        assertThat(after).isEqualTo(before.withPayload(new Payload.Erased()));
        assertThat(after.leafHash()).isEqualTo(leaf(after));
        assertThat(events.ingest(sent).outcomes().get(0)).isInstanceOf(Outcome.Duplicate.class);
    }

    private void assertOpens(SequencedEvent event) {
        assertThat(READER.decrypt(event.event())).isEqualTo(new Decryption.Opened(CanonicalJson.parse(PAYLOAD), 7));
    }

    private Hash leaf(SequencedEvent event) {
        return VesHashes.leaf(
                stream,
                event.sequenceNumber(),
                VesHashes.signing(event.event()),
                event.event().authorship().signature());
    }

    private NewEvent encrypted() {
        return till.sign(stream, draft().build(), RECIPIENTS);
    }

    private static NewEvent.Builder draft() {
        return NewEvent.builder()
                .entity(ADA.type(), ADA.id())
                .eventType("customer.moved")
                .payload(PAYLOAD);
    }

    private EventStream over(PayloadEncryption encryption) {
        Sequencer sequencer = Sequencer.builder()
                .store(openAnother())
                .payloadEncryption(encryption)
                .build();
        sequencers.add(sequencer);
        sequencer.agentKeys().register(till.agentKey(stream.tenantId()));
        return sequencer.stream(stream);
    }

    private static PayloadKey key(int number) {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) number);
        return PayloadKey.of(secret);
    }
}
