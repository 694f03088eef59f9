package com.stateset.sequencer.sync.agent;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.error.KeyUnusableException;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.protocol.keys.KeyDirectory;
import com.stateset.sequencer.sync.Outbox;
import com.stateset.sequencer.sync.OutboxKey;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.SyncJournal;
import com.stateset.sequencer.sync.Transport;
import java.time.Instant;
import java.util.UUID;

/**
 * Asks the server's directory about the key that the outbox signs with: a sync does so once, and again after events were rejected. Not
 * thread-safe.
 *
 * <p>A revocation is kept, so that nothing is signed with the key any more, also offline; what was signed before is still sent, and the
 * server judges it. Since it is never forgotten again, only a directory counts that the trusted sequencer has signed, if that has a key to
 * sign with, and only what it says of the very key that the outbox signs with. A directory with another key under the id stops a sync:
 * nothing that this agent signed could be accepted.
 */
public final class OwnKey {

    private final OutboxProfile profile;
    private final SyncJournal journal;
    private final KeyRing keys;
    private boolean asked;

    OwnKey(OutboxProfile profile, SyncJournal journal, KeyRing keys) {
        this.profile = profile;
        this.journal = journal;
        this.keys = keys;
    }

    /**
     * Asks what a server's directory says of an outbox's agent, without a sync; keeps it if the outbox's key was revoked. The server is
     * recognized first, as at a sync: the first one that an outbox meets is trusted from then on.
     *
     * @return the directory, verified; it may have another key under the outbox's key id, or none
     * @throws com.stateset.sequencer.error.VerificationException if the server is another one than the one that was met first, or the
     *     directory is not signed by it, or has lost or changed a key; nothing is kept of it then
     * @throws TransportException if the server could not be reached, or refused
     */
    @CanIgnoreReturnValue
    public static KeyDirectory ask(Outbox outbox, Transport transport) {
        return new OwnKey(outbox.profile(), outbox.journal(), keyRing(outbox, transport)).ask();
    }

    /**
     * Asks for another agent's signing keys likewise.
     *
     * @throws com.stateset.sequencer.error.VerificationException as {@link #ask}
     */
    public static KeyDirectory askOf(UUID agentId, Outbox outbox, Transport transport) {
        return keyRing(outbox, transport).directory(agentId);
    }

    private static KeyRing keyRing(Outbox outbox, Transport transport) {
        OutboxProfile profile = outbox.profile();
        SyncJournal journal = outbox.journal();
        TrustedSequencer sequencer = new TrustedSequencer(journal, transport);
        sequencer.recognize();
        return new KeyRing(profile.stream().tenantId(), journal, transport, sequencer, SignatureVerifier.standard());
    }

    /**
     * Asks, unless that was done. A server that does not answer this is asked again at the next attempt.
     *
     * @throws KeyUnusableException if the directory has another key under the outbox's key id
     */
    void check() {
        if (asked || profile.keyId() == 0) {
            return;
        }
        try {
            KeyDirectory directory = ask();
            asked = true;
            directory.find(profile.keyId()).ifPresent(this::requireOwn);
        } catch (TransportException e) {
            asked = false;
        }
    }

    /** Events were rejected: perhaps because of the key. */
    void askAgain() {
        asked = false;
        check();
    }

    private KeyDirectory ask() {
        KeyDirectory directory = keys.directory(profile.agentId());
        directory.find(profile.keyId()).filter(this::isOwn).ifPresent(this::keepRevocation);
        return directory;
    }

    /** An outbox that has not signed yet may know only the id of its key. */
    private boolean isOwn(AgentKey shown) {
        OutboxKey known = journal.key();
        Ed25519PublicKey own = known.publicKey();
        return own == null || known.keyId() != shown.keyId() || own.equals(shown.publicKey());
    }

    private void keepRevocation(AgentKey shown) {
        Instant revokedAt = shown.revokedAt();
        if (revokedAt != null && journal.key().revokedAt() == null) {
            journal.keyRevoked(shown.keyId(), revokedAt);
        }
    }

    private void requireOwn(AgentKey shown) {
        if (!isOwn(shown)) {
            throw new KeyUnusableException("the server has another key " + shown.keyId() + " of agent "
                    + shown.agentId() + " than the one that this outbox signs with: "
                    + shown.publicKey().toHex()
                    + ", not " + journal.key().publicKey());
        }
    }
}
