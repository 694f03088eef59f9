package com.stateset.sequencer.tlog;

import com.stateset.sequencer.tlog.LogVerificationException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;

/**
 * A witness's statement that at some time the head of a checkpoint was the largest it had seen of that log, and extended every
 * one before (C2SP {@code tlog-cosignature}, type 0x04). What is signed is {@code cosignature/v1}, a line with the time, and
 * the whole text of the note; the line in the note has the time before the signature. The name of the witness is not signed,
 * so a key must not be used under two names.
 *
 * <p>Immutable. Holding one that {@link SignedCheckpoint#cosignatures} returned means that it verified.
 *
 * @param witness the key of the witness
 * @param time when it signed, in whole seconds; whether that is recent enough, or not yet, is for the reader to say
 */
public record Cosignature(VerifierKey witness, Instant time) {

    private static final int LENGTH = Long.BYTES + NoteSignature.ED25519_LENGTH;

    /** Refuses null. */
    public Cosignature {
        Objects.requireNonNull(witness, "witness");
        Objects.requireNonNull(time, "time");
    }

    /**
     * Signs a checkpoint as a witness. That it extends what the witness has seen must be known before.
     *
     * @param time now; a fraction of a second is left out
     * @return the line to add to the note
     * @throws IllegalArgumentException if the key is not a witness's, or the time is before 1970
     */
    public static NoteSignature sign(SignedNote note, VerifierKey witness, Instant time, NoteSigner signer) {
        long seconds = time.getEpochSecond();
        if (witness.type() != VerifierKey.Type.COSIGNATURE || seconds < 0) {
            throw new IllegalArgumentException(
                    "a witness's key signs, and at a time since 1970: " + witness + ", " + time);
        }
        byte[] signature = signer.sign(message(note, seconds));
        return NoteSignature.of(
                witness,
                ByteBuffer.allocate(LENGTH).putLong(seconds).put(signature).array());
    }

    /** Verifies a line that has the name and the id of the witness's key. */
    static Cosignature verify(NoteSignature line, SignedNote note, VerifierKey witness, NoteVerifier verifier) {
        byte[] stamped = witness.type() == VerifierKey.Type.COSIGNATURE ? line.signature(LENGTH) : null;
        long seconds = stamped == null ? -1 : ByteBuffer.wrap(stamped).getLong();
        if (stamped == null
                || seconds < 0
                || seconds > Instant.MAX.getEpochSecond()
                || !witness.verify(verifier, message(note, seconds), Arrays.copyOfRange(stamped, Long.BYTES, LENGTH))) {
            throw new LogVerificationException(Reason.BAD_SIGNATURE, "not a cosignature of the witness " + witness);
        }
        return new Cosignature(witness, Instant.ofEpochSecond(seconds));
    }

    private static byte[] message(SignedNote note, long seconds) {
        return ("cosignature/v1\ntime " + seconds + "\n" + note.text()).getBytes(StandardCharsets.UTF_8);
    }
}
