package com.stateset.sequencer.tlog;

import com.stateset.sequencer.tlog.LogVerificationException.Reason;
import java.util.List;
import java.util.Objects;

/**
 * Reads checkpoints that come from elsewhere, and lets nothing through that a stranger's strict reader would refuse.
 *
 * <p>The order is the page's (PROTOCOL section 6), and each failure refuses the whole note:
 *
 * <ol>
 *   <li>{@code MALFORMED_NOTE}: bytes, the empty line, the form of every signature line, known or not;
 *   <li>{@code BAD_SIGNATURE}: a line with the name <em>and</em> id of a known key that does not verify, even beside a good
 *       one. A line with another name or id is ignored: it may be of a witness, or of a key that is yet to come;
 *   <li>{@code NO_KNOWN_SIGNATURE}: no line of a known key;
 *   <li>{@code MALFORMED_CHECKPOINT}, {@code ANOTHER_ORIGIN}: only then is the text looked at. What no known key has signed is
 *       not parsed, so its content cannot mislead, and a message never quotes numbers that mean nothing.
 * </ol>
 *
 * <p>Immutable; as thread-safe as its verifier.
 */
public final class CheckpointReader {

    private final NoteVerifier verifier;
    private final List<VerifierKey> keys;

    /**
     * Makes a reader that trusts some keys of logs.
     *
     * @throws IllegalArgumentException if there is none, or one is a witness's
     */
    public CheckpointReader(NoteVerifier verifier, List<VerifierKey> keys) {
        this.verifier = Objects.requireNonNull(verifier, "verifier");
        this.keys = List.copyOf(keys);
        if (keys.isEmpty() || keys.stream().anyMatch(key -> key.type() != VerifierKey.Type.ED25519)) {
            throw new IllegalArgumentException("checkpoints are read with the keys of logs: " + keys);
        }
    }

    /**
     * Reads a note as a checkpoint of a log.
     *
     * @throws LogVerificationException if it is none that a known key has signed
     */
    public SignedCheckpoint read(byte[] note, String origin) {
        return read(SignedNote.parse(note), origin);
    }

    /**
     * Takes a note as a checkpoint of a log.
     *
     * @throws LogVerificationException if it is none that a known key has signed
     */
    public SignedCheckpoint read(SignedNote note, String origin) {
        byte[] message = note.message();
        boolean signed = false;
        for (NoteSignature line : note.signatures()) {
            for (VerifierKey key : keys) {
                signed |= line.isOf(key) && verify(line, key, message);
            }
        }
        if (!signed) {
            throw new LogVerificationException(
                    Reason.NO_KNOWN_SIGNATURE, "no signature line is of a known key: " + keys);
        }
        return new SignedCheckpoint(LogCheckpoint.parse(note.text(), origin), note);
    }

    private boolean verify(NoteSignature line, VerifierKey key, byte[] message) {
        byte[] signature = line.signature(NoteSignature.ED25519_LENGTH);
        if (signature == null || !key.verify(verifier, message, signature)) {
            throw new LogVerificationException(Reason.BAD_SIGNATURE, "not a signature of the key " + key);
        }
        return true;
    }
}
