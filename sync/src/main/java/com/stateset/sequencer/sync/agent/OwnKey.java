package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.error.KeyUnusableException;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.sync.OutboxKey;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.SyncJournal;
import java.time.Instant;
import java.util.Optional;

/**
 * Asks the server's directory about the key that the outbox signs with: once, and again after events were rejected. Not thread-safe.
 *
 * <p>A revocation is kept, so that nothing is signed with the key any more, also offline; what was signed before is still sent, and the
 * server judges it. A directory with another key under the id stops the attempt: nothing that this agent signed could be accepted.
 */
final class OwnKey {

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
     * Asks, unless that was done. A server that does not answer this is asked again at the next attempt.
     *
     * @throws KeyUnusableException if the directory has another key under the outbox's key id
     */
    void check() {
        if (asked || profile.keyId() == 0) {
            return;
        }
        try {
            Optional<AgentKey> shown = keys.shown(profile.agentId(), profile.keyId());
            asked = true;
            shown.ifPresent(this::compare);
        } catch (TransportException e) {
            asked = false;
        }
    }

    /** Events were rejected: perhaps because of the key. */
    void askAgain() {
        asked = false;
        check();
    }

    private void compare(AgentKey shown) {
        OutboxKey known = journal.key();
        Ed25519PublicKey own = known.publicKey();
        if (own != null && known.keyId() == shown.keyId() && !own.equals(shown.publicKey())) {
            throw new KeyUnusableException("the server has another key " + shown.keyId() + " of agent "
                    + shown.agentId() + " than the one that this outbox signs with: "
                    + shown.publicKey().toHex()
                    + ", not " + own.toHex());
        }
        Instant revokedAt = shown.revokedAt();
        if (revokedAt != null && known.revokedAt() == null) {
            journal.keyRevoked(shown.keyId(), revokedAt);
        }
    }
}
