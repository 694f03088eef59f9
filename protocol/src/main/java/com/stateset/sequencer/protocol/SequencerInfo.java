package com.stateset.sequencer.protocol;

import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.tlog.LogName;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who sequences, and the keys to check that by.
 *
 * @param sequencerId the sequencer's id
 * @param signatureAlg {@code ed25519}, or {@code none} where no key signs
 * @param publicKey the current key; null for none
 * @param keyVersion its version; 0 for none
 * @param keys all keys
 * @param logName the name of its logs, from which their origins follow; absent counts as the name that follows from the id
 */
public record SequencerInfo(
        UUID sequencerId,
        @Nullable String signatureAlg,
        @Nullable Ed25519PublicKey publicKey,
        @Nullable Integer keyVersion,
        List<Key> keys,
        @Nullable String logName) {

    public static final String ED25519 = "ed25519";
    private static final String NONE = "none";

    /** Copies the list, and checks that each version stands once. */
    public SequencerInfo {
        keys = List.copyOf(keys);
        if (keys.stream().map(Key::keyVersion).distinct().count() != keys.size()) {
            throw InvalidMessageException.ofMember("keys", "has a version twice");
        }
    }

    /**
     * Returns the form of a sequencer's identity.
     *
     * @param current the current key, if there is one
     * @param currentVersion its version
     * @param all all keys by version
     * @param logName the name of its logs
     */
    public static SequencerInfo of(
            UUID sequencerId,
            @Nullable Ed25519PublicKey current,
            int currentVersion,
            SortedMap<Integer, Ed25519PublicKey> all,
            LogName logName) {
        List<Key> keys = all.entrySet().stream()
                .map(key -> new Key(key.getKey(), ED25519, key.getValue()))
                .toList();
        return new SequencerInfo(
                sequencerId, algorithm(current != null), current, currentVersion, keys, logName.value());
    }

    /** Returns the keys by version. */
    public SortedMap<Integer, Ed25519PublicKey> publicKeys() {
        SortedMap<Integer, Ed25519PublicKey> all = new TreeMap<>();
        keys.forEach(key -> all.put(key.keyVersion(), key.publicKey()));
        return all;
    }

    /**
     * Returns the name of the sequencer's logs.
     *
     * @throws IllegalArgumentException if it is not one
     */
    public LogName logs() {
        return logName == null ? LogName.ofSequencer(sequencerId) : new LogName(logName);
    }

    static String algorithm(boolean isSigned) {
        return isSigned ? ED25519 : NONE;
    }

    /**
     * One key.
     *
     * @param keyVersion its version, from 1 on
     * @param signatureAlg {@code ed25519}; absent counts as that
     * @param publicKey the key
     */
    public record Key(int keyVersion, @Nullable String signatureAlg, Ed25519PublicKey publicKey) {

        /** Checks the version and the algorithm. */
        public Key {
            if (keyVersion < 0) {
                throw InvalidMessageException.ofMember("key_version", "is negative");
            }
            if (signatureAlg != null && !signatureAlg.equals(ED25519)) {
                throw InvalidMessageException.ofMember("signature_alg", "is not " + ED25519);
            }
        }
    }
}
