package com.stateset.sequencer.verify;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.spi.StoredCommitment;
import com.stateset.sequencer.tlog.CheckpointReader;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.VerifierKey;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which keys of the sequencer count, and what they have signed.
 *
 * <p>Keys come from two places. The source shows the keys that the sequencer has and ever had; whoever can alter the source can alter
 * these, so what they sign is no more than the source's own word. Keys that the auditor knows from elsewhere bind: with them, a
 * signature of any other key counts as damage. In both cases a signature that is <em>missing</em> is damage as soon as there is a key,
 * for otherwise everything could be altered by leaving signatures out.
 *
 * <p>Checkpoints are read under any log name, since only the sequencer's configuration knows it, but only of this stream: the name ends
 * with the hash of the stream, and the signature covers it.
 *
 * <p>The source's keys, and the sequencer's id, are read once, when first needed. For one thread.
 */
final class SequencerTrust {

    private final HistorySource source;
    private final SignatureVerifier verifier;
    private final Set<Ed25519PublicKey> trusted;
    private final Set<Ed25519PublicKey> used = new TreeSet<>((a, b) -> a.toHex().compareTo(b.toHex()));
    private @Nullable SortedMap<Integer, Ed25519PublicKey> keys;
    private Optional<UUID> sequencerId = Optional.empty();
    private boolean isIdRead;

    SequencerTrust(HistorySource source, SignatureVerifier verifier, Set<Ed25519PublicKey> trusted) {
        this.source = source;
        this.verifier = verifier;
        this.trusted = trusted;
    }

    /** The keys that the source shows, by version. */
    SortedMap<Integer, Ed25519PublicKey> keys() throws DamageException {
        if (keys == null) {
            try {
                keys = source.sequencerKeys();
            } catch (StoreFailedException e) {
                throw DamageException.of("the keys of the sequencer: " + e.getMessage());
            }
        }
        return keys;
    }

    /** The sequencer's id, as the source names it; empty if it does not. No signature binds it: see {@link SignedClaims#otherName}. */
    Optional<UUID> sequencerId() throws DamageException {
        if (!isIdRead) {
            try {
                sequencerId = source.sequencerId();
                isIdRead = true;
            } catch (StoreFailedException e) {
                throw DamageException.of("the id of the sequencer: " + e.getMessage());
            }
        }
        return sequencerId;
    }

    /** Whether the sequencer has a key, or ever had one, so that what it states must be signed. */
    boolean isSigning() throws DamageException {
        return isPinned() || !keys().isEmpty();
    }

    /** Whether the auditor knows the keys from elsewhere. */
    boolean isPinned() {
        return !trusted.isEmpty();
    }

    /** The keys whose signatures were found to be good. */
    List<Ed25519PublicKey> used() {
        return List.copyOf(used);
    }

    /** Returns why a commitment's signature does not count for a state root; null if it does, or there is none and none is named. */
    @Nullable
    String problem(StoredCommitment commitment, Hash newStateRoot) throws DamageException {
        int version = commitment.sequencerKeyVersion();
        Ed25519Signature signature = commitment.signature();
        if (signature == null) {
            return version == 0 ? null : "its signature with the sequencer's key " + version + " is missing";
        }
        Ed25519PublicKey key = keys().get(version);
        if (key == null) {
            return "it is signed with the sequencer's key " + version + ", which is not known";
        }
        if (isPinned() && !trusted.contains(key)) {
            return "it is signed with the key " + key + ", which is not a trusted one";
        }
        if (!verifier.verify(key, Commitment.signedHash(newStateRoot), signature)) {
            return "its signature is not that of the sequencer's key " + version;
        }
        used.add(key);
        return null;
    }

    /**
     * Reads a checkpoint of the stream.
     *
     * @param name which one it is, for the message
     */
    SignedCheckpoint read(SignedNote note, String name) throws DamageException {
        return read(note, name, VesHashes.stream(source.stream()).toHex());
    }

    /** Reads a checkpoint of the log of heads. */
    SignedCheckpoint readHeads(SignedNote note, String name) throws DamageException {
        return read(note, name, "heads");
    }

    private SignedCheckpoint read(SignedNote note, String name, String log) throws DamageException {
        Collection<Ed25519PublicKey> counting = isPinned() ? trusted : keys().values();
        String origin = note.firstLine();
        if (!origin.endsWith("/" + log)) {
            throw DamageException.of(name + " is one of another log: " + origin);
        }
        for (Ed25519PublicKey key : counting) {
            SignedCheckpoint checkpoint = read(note, origin, key, name);
            if (checkpoint != null) {
                used.add(key);
                return checkpoint;
            }
        }
        throw DamageException.of(
                name + " is not signed with a " + (isPinned() ? "trusted key" : "key of the sequencer"));
    }

    private static @Nullable SignedCheckpoint read(SignedNote note, String origin, Ed25519PublicKey key, String name)
            throws DamageException {
        try {
            CheckpointReader reader = new CheckpointReader(
                    SignatureVerifier.ofNotes(), List.of(VerifierKey.ofLog(origin, key.toByteArray())));
            return reader.read(note, origin);
        } catch (LogVerificationException e) {
            if (e.reason() == LogVerificationException.Reason.NO_KNOWN_SIGNATURE) {
                return null;
            }
            throw DamageException.of(name + " does not hold: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw DamageException.of(name + " is of a log without a proper name: " + origin);
        }
    }
}
