package com.stateset.sequencer.crypto;

import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.VesHashes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What comes with a key that is to be registered. Both signatures are over {@link VesHashes#keyProof}, which binds the key to one
 * tenant, agent and id, so that neither can be used for another registration. Immutable. {@link AgentSigner} makes them.
 *
 * <p>They answer two questions. <em>Possession</em>, by the new key: does the one who registers it hold it, or is it somebody
 * else's, whose events would then pass as this agent's? <em>Authorization</em>, by a key that the agent has already: does the
 * agent want it? Without the second, anyone who may register keys could add one of their own to a stranger's and speak for it.
 *
 * @param possession the new key's signature; null if it is not given
 * @param authorization another key's signature; null if it is not given
 */
public record KeyProofs(
        @Nullable Ed25519Signature possession, @Nullable Authorization authorization) {

    /** No proofs. */
    public static final KeyProofs NONE = new KeyProofs(null, null);

    /**
     * The word of a key that the agent has already.
     *
     * @param keyId which one
     * @param signature its signature
     */
    public record Authorization(long keyId, Ed25519Signature signature) {

        public Authorization {
            Objects.requireNonNull(signature, "signature");
        }

        /** Whether this is {@code signer}'s signature for {@code key}; whether the signer is valid is not asked. */
        public boolean isBy(Ed25519PublicKey signer, AgentKey key) {
            return SignatureVerifier.standard().verify(signer, VesHashes.keyProof(key), signature);
        }
    }

    /** Whether possession is claimed, and wrongly: the signature is not that of {@code key} for its own registration. */
    public boolean misclaimsPossession(AgentKey key) {
        return possession != null
                && !SignatureVerifier.standard().verify(key.publicKey(), VesHashes.keyProof(key), possession);
    }
}
