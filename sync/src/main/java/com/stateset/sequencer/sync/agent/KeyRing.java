package com.stateset.sequencer.sync.agent;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.protocol.KeyDirectory;
import com.stateset.sequencer.sync.SyncJournal;
import com.stateset.sequencer.sync.Transport;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The agents' public keys: those seen before, and the server's signed directory for the others. Not thread-safe. */
final class KeyRing {

    private final UUID tenantId;
    private final SyncJournal journal;
    private final Transport transport;
    private final TrustedSequencer sequencer;
    private final SignatureVerifier verifier;
    private final Map<UUID, Map<Long, Ed25519PublicKey>> known = new HashMap<>();

    KeyRing(
            UUID tenantId,
            SyncJournal journal,
            Transport transport,
            TrustedSequencer sequencer,
            SignatureVerifier verifier) {
        this.tenantId = tenantId;
        this.journal = journal;
        this.transport = transport;
        this.sequencer = sequencer;
        this.verifier = verifier;
    }

    /** Returns an agent's key; looks into the directory if it is not known. */
    Optional<Ed25519PublicKey> find(UUID agentId, long keyId) {
        Ed25519PublicKey key = keysOf(agentId).get(keyId);
        return Optional.ofNullable(key != null ? key : refresh(agentId).get(keyId));
    }

    private Map<Long, Ed25519PublicKey> keysOf(UUID agentId) {
        return known.computeIfAbsent(agentId, journal::agentKeys);
    }

    private Map<Long, Ed25519PublicKey> refresh(UUID agentId) {
        directory(agentId);
        return keysOf(agentId);
    }

    /**
     * Asks for the directory as it is now.
     *
     * @throws VerificationException if it is not signed by the sequencer, is about somebody else, or has lost or changed a key
     */
    @CanIgnoreReturnValue
    KeyDirectory directory(UUID agentId) {
        KeyDirectory directory = transport.keyDirectory(tenantId, agentId);
        if (!directory.isOf(tenantId, agentId)) {
            throw new VerificationException("the key directory is not that of agent " + agentId);
        }
        requireSignature(directory);
        Map<Long, Ed25519PublicKey> shown = new HashMap<>();
        for (AgentKey key : directory.keys()) {
            shown.put(key.keyId(), key.publicKey());
        }
        keysOf(agentId).forEach((keyId, key) -> {
            requireUnchanged(agentId, keyId, key, shown.get(keyId));
            shown.put(keyId, key);
        });
        journal.keepAgentKeys(agentId, shown);
        known.put(agentId, shown);
        return directory;
    }

    private void requireSignature(KeyDirectory directory) {
        if (sequencer.keys().isEmpty()) {
            return;
        }
        if (!directory.isSignedByOneOf(sequencer.keys(), verifier)) {
            throw new VerificationException(
                    "the key directory of agent " + directory.agentId() + " is not signed by the sequencer");
        }
    }

    /** A key may be missing: a server that was restored from a backup learns it anew from its agent. */
    private static void requireUnchanged(
            UUID agentId, long keyId, Ed25519PublicKey before, @Nullable Ed25519PublicKey now) {
        if (now != null && !before.equals(now)) {
            throw new VerificationException(
                    "the key directory shows another key " + keyId + " of agent " + agentId + " than before");
        }
    }
}
