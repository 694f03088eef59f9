package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.sync.HistoryPin;
import com.stateset.sequencer.tlog.CheckpointReader;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.NoteVerifier;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.VerifierKey;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Reads checkpoints of one stream, with the keys that may sign them.
 *
 * <p>The log's name is not known beforehand, as a server may have a configured one: it is taken from the note, must belong to this
 * stream, and be the one of the pinned checkpoint if there is one. A key signs under that name, so a note of another log does not pass.
 * Pure functions of their arguments.
 */
final class CheckpointTrust {

    static final NoteVerifier VERIFIER = SignatureVerifier.ofNotes();

    private final String originEnd;

    CheckpointTrust(StreamId stream) {
        this.originEnd = "/" + VesHashes.stream(stream).toHex();
    }

    /**
     * Reads the note that a server shows.
     *
     * @param shown the keys that the sequencer shows, which are trusted while none is pinned
     * @throws VerificationException if it is no checkpoint of the stream, or not signed by the key that is to be trusted
     */
    ClaimedHead read(String note, HistoryPin pin, Collection<Ed25519PublicKey> shown) {
        try {
            SignedNote parsed = SignedNote.parse(note.getBytes(StandardCharsets.UTF_8));
            String origin = origin(parsed);
            pinned(pin).ifPresent(before -> requireOrigin(before.origin(), origin));
            Ed25519PublicKey key = pin.key();
            return key == null
                    ? signedByOneOf(shown, parsed, origin)
                            .orElseThrow(() -> new VerificationException(
                                    "the server's checkpoint is signed by no key that the sequencer shows"))
                    : signedByOneOf(List.of(key), parsed, origin)
                            .orElseThrow(() -> anotherKey(key, shown, parsed, origin));
        } catch (LogVerificationException e) {
            throw new VerificationException(
                    "the server's checkpoint does not hold (" + e.reason() + "): " + e.getMessage());
        }
    }

    /**
     * Reads the pinned checkpoint back.
     *
     * @throws VerificationException if the pinned key has not signed it, so that the outbox's file was changed
     */
    Optional<SignedCheckpoint> pinned(HistoryPin pin) {
        String note = pin.checkpoint();
        Ed25519PublicKey key = pin.key();
        if (note == null || key == null) {
            return Optional.empty();
        }
        try {
            SignedNote parsed = SignedNote.parse(note.getBytes(StandardCharsets.UTF_8));
            String origin = origin(parsed);
            return Optional.of(reader(key, origin).read(parsed, origin));
        } catch (LogVerificationException e) {
            throw new VerificationException(
                    "the checkpoint kept in this outbox is not the one that was kept: " + e.getMessage());
        }
    }

    private static Optional<ClaimedHead> signedByOneOf(
            Collection<Ed25519PublicKey> keys, SignedNote note, String origin) {
        for (Ed25519PublicKey key : keys) {
            VerifierKey named = VerifierKey.ofLog(origin, key.toByteArray());
            if (note.signatures().stream().anyMatch(line -> line.isOf(named))) {
                return Optional.of(ClaimedHead.signed(reader(key, origin).read(note, origin), key));
            }
        }
        return Optional.empty();
    }

    private static CheckpointReader reader(Ed25519PublicKey key, String origin) {
        return new CheckpointReader(VERIFIER, List.of(VerifierKey.ofLog(origin, key.toByteArray())));
    }

    private static VerificationException anotherKey(
            Ed25519PublicKey pinned, Collection<Ed25519PublicKey> shown, SignedNote note, String origin) {
        String signer = signedByOneOf(shown, note, origin)
                .map(claim -> "signed by key " + claim.key())
                .orElse("not signed by any key that the sequencer shows");
        return new VerificationException(
                "the server's checkpoint is " + signer + ", not by key " + pinned
                        + ", which this outbox trusts; if the sequencer has changed its key, its operator can confirm the new one");
    }

    /** The first line of the text, which must name this stream before anything is made of it. */
    private String origin(SignedNote note) {
        String origin = note.firstLine();
        if (!origin.endsWith(originEnd)) {
            throw new VerificationException("the server's checkpoint is not one of this stream: " + origin);
        }
        return origin;
    }

    private static void requireOrigin(String pinned, String shown) {
        if (!pinned.equals(shown)) {
            throw new VerificationException(
                    "the server's checkpoint is of log " + shown + "; this outbox knows the stream as " + pinned);
        }
    }
}
