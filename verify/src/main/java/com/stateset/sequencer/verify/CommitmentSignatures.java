package com.stateset.sequencer.verify;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.spi.StoredCommitment;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges signatures of commitments.
 *
 * <p>A commitment names the version of the key that signs it; 0 means that the sequencer had no key. So a signature that was removed
 * shows, because the version stays, and one that was removed together with the version shows in the next commitment that is signed: its
 * signature is over a state root that follows from this one.
 */
final class CommitmentSignatures {

    private CommitmentSignatures() {}

    /** Returns why a commitment's signature does not count for a state root; null if it does, or no key signs. */
    static @Nullable String problem(
            StoredCommitment commitment,
            Hash newStateRoot,
            Map<Integer, Ed25519PublicKey> sequencerKeys,
            SignatureVerifier verifier) {
        int version = commitment.sequencerKeyVersion();
        Ed25519Signature signature = commitment.signature();
        if (signature == null) {
            return version == 0 ? null : "its signature with the sequencer's key " + version + " is missing";
        }
        Ed25519PublicKey key = sequencerKeys.get(version);
        if (key == null) {
            return "it is signed with the sequencer's key " + version + ", which is not known";
        }
        return verifier.verify(key, Commitment.signedHash(newStateRoot), signature)
                ? null
                : "its signature is not that of the sequencer's key " + version;
    }
}
