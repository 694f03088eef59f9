package com.stateset.sequencer.history;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tlog.CheckpointReader;
import com.stateset.sequencer.tlog.LogCheckpoint;
import com.stateset.sequencer.tlog.LogName;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.LogVerificationException.Reason;
import com.stateset.sequencer.tlog.NoteSignature;
import com.stateset.sequencer.tlog.NoteSigner;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TreeHead;
import com.stateset.sequencer.tlog.VerifierKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names of a sequencer's logs, the key that signs their checkpoints, and all keys that ever did: those that the store knows
 * the sequencer by, so that what was signed before a change of key still counts. Signs whatever it is given; that a head may
 * be signed must be known before. Thread-safe.
 */
final class LogKeys {

    private static final Logger LOG = LoggerFactory.getLogger(LogKeys.class);

    private final LogName name;
    private final Set<String> renamed = ConcurrentHashMap.newKeySet();
    private final @Nullable SigningKey current;
    private final EventStore store;
    private volatile List<Ed25519PublicKey> known;

    LogKeys(LogName name, @Nullable SigningKey current, EventStore store) {
        this.name = name;
        this.current = current;
        this.store = store;
        this.known = List.copyOf(store.identity().keys().values());
    }

    String origin(StreamId stream) {
        return name.origin(VesHashes.stream(stream));
    }

    String headsOrigin() {
        return name.headsOrigin();
    }

    /** Whether anything is signed now. */
    boolean canSign() {
        return current != null;
    }

    /** Whether anything may ever have been signed. */
    boolean haveSigned() {
        return !known.isEmpty();
    }

    /**
     * Signs a head.
     *
     * @throws IllegalStateException if there is no key
     */
    SignedCheckpoint sign(String origin, TreeHead head) {
        return signed(origin, head, message -> key().signText(message).toByteArray());
    }

    private SignedCheckpoint signed(String origin, TreeHead head, NoteSigner signer) {
        return SignedCheckpoint.sign(new LogCheckpoint(origin, head), keyOf(origin, key()), signer);
    }

    private SigningKey key() {
        SigningKey key = current;
        if (key == null) {
            throw new IllegalStateException("the sequencer has no key to sign with");
        }
        return key;
    }

    private static VerifierKey keyOf(String origin, SigningKey key) {
        return VerifierKey.ofLog(origin, key.publicKey().toByteArray());
    }

    /** Makes a checkpoint of a stream small, to be remembered; one under another name stays as it is. */
    CompactCheckpoint compact(StreamId stream, SignedCheckpoint checkpoint) {
        List<NoteSignature> lines = checkpoint.note().signatures();
        SigningKey key = current;
        boolean isAllOurs = key != null
                && checkpoint.origin().equals(origin(stream))
                && lines.size() == 1
                && lines.get(0).isOf(keyOf(checkpoint.origin(), key))
                && checkpoint.note().text().equals(new LogCheckpoint(checkpoint.origin(), checkpoint.head()).text());
        if (!isAllOurs) {
            return CompactCheckpoint.whole(checkpoint);
        }
        byte[] idAndSignature = Base64.getDecoder().decode(lines.get(0).base64());
        return CompactCheckpoint.packed(
                checkpoint.head(), Arrays.copyOfRange(idAndSignature, Integer.BYTES, idAndSignature.length));
    }

    /** Makes a remembered checkpoint of a stream whole again: the note is the same, byte for byte. */
    SignedCheckpoint whole(StreamId stream, CompactCheckpoint checkpoint) {
        SignedCheckpoint whole = checkpoint.whole();
        byte[] signature = checkpoint.signature();
        return whole != null || signature == null
                ? Objects.requireNonNull(whole)
                : signed(origin(stream), checkpoint.head(), message -> signature.clone());
    }

    /** The checkpoint that was signed last of a stream, as far as is remembered. */
    Optional<SignedCheckpoint> signedOf(StreamId stream, SeenHistory seen) {
        return Optional.ofNullable(seen.signed()).map(signed -> whole(stream, signed));
    }

    /**
     * Reads a checkpoint that a key of this sequencer has signed, an earlier one perhaps.
     *
     * @throws LogVerificationException if it is not that
     */
    SignedCheckpoint read(SignedNote note, String origin) {
        try {
            return reader(origin).read(note, origin);
        } catch (LogVerificationException e) {
            if (e.reason() != Reason.NO_KNOWN_SIGNATURE) {
                throw e;
            }
            // Another process may have brought a new key since.
            known = List.copyOf(store.identity().keys().values());
            return reader(origin).read(note, origin);
        }
    }

    /**
     * Reads a checkpoint that a key of this sequencer has signed, for a log under the name that it has now or under an earlier
     * one: an origin is the name and, after the last slash, which log it is.
     *
     * @throws LogVerificationException if it is not that
     */
    SignedCheckpoint readRenamed(SignedNote note, String origin) {
        String written = note.text().lines().findFirst().orElse("");
        if (written.equals(origin) || !logOf(written).equals(logOf(origin))) {
            return read(note, origin);
        }
        SignedCheckpoint found = read(note, written);
        String before = nameOf(written);
        if (renamed.add(before)) {
            LOG.warn(
                    "Checkpoints are kept under the log name {}, signed by a key of this sequencer: the name is {} from now on,"
                            + " and what they say is signed under it anew",
                    before,
                    name);
        }
        return found;
    }

    private static String logOf(String origin) {
        return origin.substring(origin.lastIndexOf('/') + 1);
    }

    private static String nameOf(String origin) {
        return origin.substring(0, Math.max(0, origin.lastIndexOf('/')));
    }

    private CheckpointReader reader(String origin) {
        return new CheckpointReader(
                SignatureVerifier.ofNotes(),
                known.stream()
                        .map(key -> VerifierKey.ofLog(origin, key.toByteArray()))
                        .toList());
    }
}
