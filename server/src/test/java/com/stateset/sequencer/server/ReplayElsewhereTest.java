package com.stateset.sequencer.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.proof.EventProof;
import com.stateset.sequencer.proof.Receipt;
import com.stateset.sequencer.tlog.CheckpointReader;
import com.stateset.sequencer.tlog.LogHashes;
import com.stateset.sequencer.tlog.LogInclusionProof;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.VerifierKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is genuine in one stream is presented for another of the same tenant and sequencer, which has an event at the same place. */
@ParameterizedClass
@EnumSource(AlteredDatabase.Kind.class)
class ReplayElsewhereTest {

    private static final SigningKey KEY = SigningKey.generate();

    @Parameter
    private AlteredDatabase.Kind kind;

    @TempDir
    private Path folder;

    private final UUID tenant = UUID.randomUUID();
    private final AgentSigner till = new AgentSigner(UUID.randomUUID(), 1, SigningKey.generate());

    private AlteredDatabase database;
    private Sequencer sequencer;
    private EventStream stream;
    private EventStream other;
    private Receipt receipt;

    @BeforeEach
    void appendToBoth() {
        database = kind.create(folder.resolve("events"));
        sequencer = Sequencer.builder().store(database.open()).signingKey(KEY).build();
        sequencer.agentKeys().register(till.agentKey(tenant));
        stream = sequencer.stream(tenant, UUID.randomUUID());
        other = sequencer.stream(tenant, UUID.randomUUID());
        receipt = sequencer.identity().receipts(stream.append(signed(stream))).get(0);
        assertThat(other.append(signed(other)).accepted()).isEqualTo(1);
    }

    @AfterEach
    void close() {
        sequencer.close();
        database.close();
    }

    @Test
    void a_signed_event_is_rejected_by_another_stream() {
        NewEvent event = signed(stream);

        assertThat(other.ingest(event).outcomes().get(0))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.rejection().reason()).isEqualTo("invalid_signature"));
        assertThat(stream.ingest(event).accepted()).isEqualTo(1);
    }

    @Test
    void a_receipt_is_not_that_of_another_streams_event() {
        receipt.verifySignature(KEY.publicKey());
        receipt.verifyContent(first(stream));

        assertThatThrownBy(() -> receipt.verifyContent(first(other))).isInstanceOf(VerificationException.class);
    }

    @Test
    void a_proof_leads_to_no_commitment_of_another_stream() {
        Commitment own = stream.commit(1, 1);
        Commitment others = other.commit(1, 1);
        EventProof proof = stream.prove(1);
        proof.verify(first(stream), own);

        assertThatThrownBy(() -> proof.verify(others)).hasMessageContaining("of another stream");
        EventProof renamed = new EventProof(other.id(), 1, others.batchId(), proof.leafHash(), proof.path());
        assertThatThrownBy(() -> renamed.verify(others)).isInstanceOf(VerificationException.class);
        assertThatThrownBy(() -> renamed.verify(first(other), others))
                .hasMessageContaining("not the one that the proof is of");
    }

    @Test
    void a_proof_leads_to_no_tree_of_another_stream() {
        LogInclusionProof proof = stream.history().inclusion(1);
        proof.verify(
                LogHashes.record(first(stream).leafHash()),
                stream.history().head().root());

        assertThatThrownBy(() -> proof.verify(
                        LogHashes.record(first(stream).leafHash()),
                        other.history().head().root()))
                .isInstanceOf(LogVerificationException.class);
    }

    @Test
    void a_checkpoint_is_not_that_of_another_stream() {
        SignedCheckpoint signed = stream.history().checkpoint().orElseThrow();
        String own = stream.history().origin();
        String others = other.history().origin();
        byte[] key = KEY.publicKey().toByteArray();
        CheckpointReader both = new CheckpointReader(
                SignatureVerifier.ofNotes(), List.of(VerifierKey.ofLog(own, key), VerifierKey.ofLog(others, key)));
        assertThat(both.read(signed.note(), own)).isEqualTo(signed);

        assertThatThrownBy(() -> both.read(signed.note(), others)).isInstanceOf(LogVerificationException.class);
        byte[] renamed = signed.note().toString().replace(own, others).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> both.read(renamed, others)).isInstanceOf(LogVerificationException.class);
    }

    private NewEvent signed(EventStream to) {
        return till.sign(to.id(), SigningAgent.newEvent("o-1", "{}").build());
    }

    private static SequencedEvent first(EventStream of) {
        return of.read(ReadOptions.forwardsFrom(1)).events().get(0);
    }
}
