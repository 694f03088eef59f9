package com.stateset.sequencer.sync;

import com.stateset.sequencer.error.KeyUnusableException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The key that an agent signs with, as far as its outbox knows. A key id stands for one key and never for another; a revocation that
 * was seen once is never forgotten, whatever a server says later.
 *
 * @param agentId whose key it is
 * @param keyId which of the agent's keys, an unsigned 32-bit number; 0 if its events are not signed
 * @param publicKey the key that the id stands for; null before one was used
 * @param revokedAt when the key was revoked, in whole microseconds; null as far as no server has said so
 */
public record OutboxKey(
        UUID agentId,
        long keyId,
        @Nullable Ed25519PublicKey publicKey,
        @Nullable Instant revokedAt) {

    /** Why nothing may be signed with the key, as a sentence without a full stop; empty if something may. */
    public Optional<String> problem() {
        return revokedAt == null
                ? Optional.empty()
                : Optional.of("key " + keyId + " of agent " + agentId + " was revoked at " + revokedAt
                        + ", so nothing may be signed with it any more");
    }

    /**
     * Returns if events may be signed with a key.
     *
     * @param key the key at hand
     * @throws KeyUnusableException if it is not the one that the id stands for, or was revoked
     */
    public void require(Ed25519PublicKey key) {
        if (publicKey != null && !publicKey.equals(key)) {
            throw new KeyUnusableException("the key at hand, " + key.toHex() + ", is not key " + keyId + " of agent "
                    + agentId + ", which is " + publicKey.toHex());
        }
        problem().ifPresent(sentence -> {
            throw new KeyUnusableException(sentence);
        });
    }
}
