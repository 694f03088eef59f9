package com.stateset.sequencer.sync;

import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.merkle.Hash;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An agent's public keys, as a server publishes them.
 *
 * @param tenantId the tenant it speaks of
 * @param agentId the agent it speaks of
 * @param keys the keys, the revoked and the expired included
 * @param signedHash what the signature is over
 * @param signature the sequencer's; null where no key signs
 */
public record KeyDirectory(
        UUID tenantId,
        UUID agentId,
        List<AgentKey> keys,
        Hash signedHash,
        @Nullable Ed25519Signature signature) {

    public KeyDirectory {
        Objects.requireNonNull(tenantId, "tenantId");
        Objects.requireNonNull(agentId, "agentId");
        keys = List.copyOf(keys);
        Objects.requireNonNull(signedHash, "signedHash");
    }
}
