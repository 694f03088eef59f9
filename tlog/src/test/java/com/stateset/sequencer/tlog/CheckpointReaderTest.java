package com.stateset.sequencer.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.merkle.Hash;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointReaderTest {

    private static final String ORIGIN = new LogName("log.example").origin(Hash.ZERO);
    private static final JdkEd25519 SIGNER = new JdkEd25519(Samples.seed(1));
    private static final VerifierKey KEY = VerifierKey.ofLog(ORIGIN, SIGNER.publicKey);
    private static final JdkEd25519 WITNESS_SIGNER = new JdkEd25519(Samples.seed(2));
    private static final VerifierKey WITNESS = VerifierKey.ofWitness("witness.example/w1", WITNESS_SIGNER.publicKey);
    private static final Instant TIME = Instant.ofEpochSecond(1_679_315_147L, 999);

    private final TreeHead head =
            CompactRange.EMPTY.appendEntries(Samples.entries(7)).head();
    private final SignedCheckpoint signed = SignedCheckpoint.sign(new LogCheckpoint(ORIGIN, head), KEY, SIGNER);
    private final CheckpointReader reader = new CheckpointReader(JdkEd25519.VERIFIER, List.of(KEY));

    @Test
    void what_was_signed_is_read() {
        assertThat(reader.read(signed.note().toByteArray(), ORIGIN)).isEqualTo(signed);
        assertThat(signed.head()).isEqualTo(head);
        assertThat(signed.origin()).isEqualTo(ORIGIN);
        assertThat(signed.note().text()).isEqualTo(ORIGIN + "\n7\n2svmL2xoItF8BWxZMOquBRp0mzCwUrA4zOXJCbNpwgI=\n");
    }

    @Test
    void one_key_signs_for_no_other_log() {
        String other = new LogName("log.example").headsOrigin();
        VerifierKey otherKey = VerifierKey.ofLog(other, SIGNER.publicKey);
        assertThat(otherKey.keyId()).isNotEqualTo(KEY.keyId());
        assertThatThrownBy(() -> SignedCheckpoint.sign(new LogCheckpoint(ORIGIN, head), otherKey, SIGNER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("does not sign for the log " + ORIGIN);
        assertRefused("another origin", () -> reader.read(signed.note(), other));
        CheckpointReader others = new CheckpointReader(JdkEd25519.VERIFIER, List.of(otherKey));
        assertRefused("no known signature", () -> others.read(signed.note(), ORIGIN));
    }

    @Test
    void a_cosigned_checkpoint_names_its_witnesses() {
        NoteSignature line = Cosignature.sign(signed.note(), WITNESS, TIME, WITNESS_SIGNER);
        SignedCheckpoint witnessed =
                reader.read(signed.plus(List.of(line)).note().toByteArray(), ORIGIN);
        assertThat(witnessed.cosignatures(List.of(WITNESS), JdkEd25519.VERIFIER))
                .containsExactly(new Cosignature(WITNESS, Instant.ofEpochSecond(1_679_315_147L)));
        assertThat(witnessed.cosignatures(List.of(), JdkEd25519.VERIFIER)).isEmpty();
        assertThat(signed.cosignatures(List.of(WITNESS), JdkEd25519.VERIFIER)).isEmpty();
    }

    @Test
    void two_lines_of_one_witness_are_one_cosignature() {
        VerifierKey alias = VerifierKey.ofWitness("witness.example/w2", WITNESS_SIGNER.publicKey);
        SignedCheckpoint witnessed = signed.plus(List.of(
                Cosignature.sign(signed.note(), WITNESS, TIME.plusSeconds(5), WITNESS_SIGNER),
                Cosignature.sign(signed.note(), WITNESS, TIME, WITNESS_SIGNER),
                Cosignature.sign(signed.note(), alias, TIME, WITNESS_SIGNER)));

        assertThat(witnessed.cosignatures(List.of(WITNESS, alias, WITNESS), JdkEd25519.VERIFIER))
                .containsExactly(new Cosignature(WITNESS, Instant.ofEpochSecond(1_679_315_152L)));
    }

    @Test
    void a_cosignature_of_something_else_is_refused() {
        SignedCheckpoint other = SignedCheckpoint.sign(new LogCheckpoint(ORIGIN, TreeHead.EMPTY), KEY, SIGNER);
        NoteSignature line = Cosignature.sign(other.note(), WITNESS, TIME, WITNESS_SIGNER);
        assertRefused(
                "bad signature", () -> signed.plus(List.of(line)).cosignatures(List.of(WITNESS), JdkEd25519.VERIFIER));
        byte[] later = line.signature(72);
        later[7]++;
        NoteSignature restamped = NoteSignature.of(WITNESS, later);
        assertRefused(
                "bad signature",
                () -> other.plus(List.of(restamped)).cosignatures(List.of(WITNESS), JdkEd25519.VERIFIER));
    }

    @Test
    void the_published_example_of_a_cosignature_verifies_its_form() {
        NoteSignature line = NoteSignature.parse(
                "— witness.example.com/w1"
                        + " jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==");
        assertThat(line.signature(72)).startsWith(0, 0, 0, 0, 0x64, 0x18, 0x50, 0xcb);
    }

    @Test
    void a_vkey_is_read_only_as_it_is_written() {
        for (VerifierKey key : List.of(KEY, WITNESS)) {
            assertThat(VerifierKey.parse(key.toString())).isEqualTo(key).hasSameHashCodeAs(key);
        }
        String vkey = KEY.toString();
        assertThatThrownBy(() -> VerifierKey.parse(vkey.replace("log.example", "log2.example")))
                .hasMessageContaining("key id of the vkey");
        assertThatThrownBy(() -> VerifierKey.parse("log.example")).hasMessageStartingWith("not a vkey");
        assertThatThrownBy(() -> VerifierKey.parse(vkey + "=")).hasMessageStartingWith("not a vkey");
        assertThatThrownBy(() -> VerifierKey.parse(vkey.replace("log.", "log ")))
                .hasMessageStartingWith("a log's or key's name");
        assertThatThrownBy(() -> VerifierKey.parse(vkey.replaceFirst("\\+[^+]*$", "+" + "Bg".repeat(22))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readers_have_the_keys_of_logs() {
        assertThatThrownBy(() -> new CheckpointReader(JdkEd25519.VERIFIER, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CheckpointReader(JdkEd25519.VERIFIER, List.of(WITNESS)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_proof_goes_into_one_file_and_back() {
        AppendedEntries group = AppendedEntries.ofEntries(CompactRange.EMPTY, Samples.entries(7));
        TlogProof proof = TlogProof.of(group.inclusion(4), signed);
        TlogProof read = TlogProof.parse(proof.toByteArray());
        assertThat(read).isEqualTo(proof);
        Hash record = LogHashes.record(Samples.entries(7).get(4));
        assertThat(read.verify(record, ORIGIN, reader)).isEqualTo(signed);
        assertRefused("not included", () -> read.verify(Samples.flipped(record), ORIGIN, reader));
        assertThatThrownBy(() -> TlogProof.of(group.inclusion(4, 6), signed))
                .hasMessage("a proof in a tree of 6 entries does not go with a checkpoint of 7");
    }

    private static void assertRefused(String reason, Runnable reading) {
        assertThatThrownBy(reading::run)
                .isInstanceOfSatisfying(
                        LogVerificationException.class,
                        e -> assertThat(e.reason()).hasToString(reason));
    }
}
