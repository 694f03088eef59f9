package com.stateset.sequencer;

import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.IdentityStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The keys that the sequencer signs with, by the versions the store knows them by. New receipts are signed with the current one,
 * old ones with the one that their rows remember. Immutable and thread-safe.
 */
final class SequencerKeys {

    private final UUID sequencerId;
    private final int currentVersion;
    private final Map<Integer, SigningKey> byVersion;

    private SequencerKeys(UUID sequencerId, int currentVersion, Map<Integer, SigningKey> byVersion) {
        this.sequencerId = sequencerId;
        this.currentVersion = currentVersion;
        this.byVersion = byVersion;
    }

    /**
     * Makes keys known to the store, the oldest first.
     *
     * @param keys the current one first; empty for none
     * @throws IllegalStateException if the store belongs to a sequencer of another id
     */
    static SequencerKeys registered(IdentityStore store, @Nullable UUID id, List<SigningKey> keys) {
        UUID kept = store.sequencerId(id != null ? id : UUID.randomUUID());
        if (id != null && !kept.equals(id)) {
            throw new IllegalStateException(
                    "the sequencer id is " + id + ", but the store belongs to the sequencer " + kept);
        }
        Map<Integer, SigningKey> byVersion = new HashMap<>();
        int version = 0;
        for (int i = keys.size() - 1; i >= 0; i--) {
            version = store.keyVersion(keys.get(i).publicKey());
            byVersion.put(version, keys.get(i));
        }
        return new SequencerKeys(kept, version, byVersion);
    }

    UUID sequencerId() {
        return sequencerId;
    }

    /** The version of the key that signs what is new; 0 for none. */
    int currentVersion() {
        return currentVersion;
    }

    @Nullable
    Ed25519PublicKey currentKey() {
        SigningKey key = current();
        return key == null ? null : key.publicKey();
    }

    /** The key that signs what is new; null for none. */
    @Nullable
    SigningKey current() {
        return byVersion.get(currentVersion);
    }

    /** Whether {@link #sign} signs with the key of a version. */
    boolean canSign(int version) {
        return byVersion.containsKey(version);
    }

    /** Signs with the key of a version; null for version 0, and for a key that this process has not been given. */
    @Nullable
    Ed25519Signature sign(int version, Hash hash) {
        SigningKey key = byVersion.get(version);
        return key == null ? null : key.sign(hash);
    }
}
