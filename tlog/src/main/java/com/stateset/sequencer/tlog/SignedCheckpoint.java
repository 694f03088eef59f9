package com.stateset.sequencer.tlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;

/**
 * A checkpoint whose log has signed it, and the note that shows it, with the lines of witnesses if there are any. Comes from
 * {@link #sign} or {@link CheckpointReader}, so that holding one means that the signature is good; keep the note,
 * which convinces others too. Immutable.
 */
public final class SignedCheckpoint {

    private final LogCheckpoint checkpoint;
    private final SignedNote note;

    SignedCheckpoint(LogCheckpoint checkpoint, SignedNote note) {
        this.checkpoint = checkpoint;
        this.note = note;
    }

    /**
     * Signs a statement. Whether the log's tree extends the one that was signed last must be known before: two signed heads
     * that do not lie on one history are lasting proof against the signer.
     *
     * @param key the public half of the signer's key, under the name of the checkpoint's origin
     * @throws IllegalArgumentException if the key is not a log's, or has another name
     */
    public static SignedCheckpoint sign(LogCheckpoint checkpoint, VerifierKey key, NoteSigner signer) {
        if (key.type() != VerifierKey.Type.ED25519 || !key.name().equals(checkpoint.origin())) {
            throw new IllegalArgumentException("the key " + key + " does not sign for the log " + checkpoint.origin());
        }
        String text = checkpoint.text();
        byte[] signature = signer.sign(text.getBytes(StandardCharsets.UTF_8));
        return new SignedCheckpoint(checkpoint, new SignedNote(text, List.of(NoteSignature.of(key, signature))));
    }

    /** Returns the log. */
    public String origin() {
        return checkpoint.origin();
    }

    /** Returns size and root. */
    public TreeHead head() {
        return checkpoint.head();
    }

    /** Returns the note, as it was signed or read. */
    public SignedNote note() {
        return note;
    }

    /** Returns this checkpoint with further signature lines, as witnesses answer with. They are not verified here. */
    public SignedCheckpoint plus(List<NoteSignature> lines) {
        return new SignedCheckpoint(checkpoint, note.plus(lines));
    }

    /**
     * Returns the cosignatures of these witnesses that the note has: one for each key, the newest, so that their number is that of
     * the witnesses. In the order of the note; lines of others are ignored. A key under two names is one witness, since the name is
     * not signed.
     *
     * @throws LogVerificationException if a line of one of them does not verify, reason {@code BAD_SIGNATURE}
     */
    public List<Cosignature> cosignatures(Collection<VerifierKey> witnesses, NoteVerifier verifier) {
        Map<ByteBuffer, Cosignature> newest = new LinkedHashMap<>();
        for (NoteSignature line : note.signatures()) {
            for (VerifierKey witness : witnesses) {
                if (line.isOf(witness)) {
                    newest.merge(
                            ByteBuffer.wrap(witness.publicKey()),
                            Cosignature.verify(line, note, witness, verifier),
                            BinaryOperator.maxBy(Comparator.comparing(Cosignature::time)));
                }
            }
        }
        return List.copyOf(newest.values());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignedCheckpoint that && checkpoint.equals(that.checkpoint) && note.equals(that.note);
    }

    @Override
    public int hashCode() {
        return Objects.hash(checkpoint, note);
    }

    /** Returns the note. */
    @Override
    public String toString() {
        return note.toString();
    }
}
