package com.stateset.sequencer.crypto;

import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.memory.HeapShare;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Keys that have been looked at, in a library's own form. Checking a key costs as much as verifying a signature, and agents
 * sign many events with one key. What is remembered depends on the key's bytes only, so nothing is ever out of date; when
 * that is more than a 64th of the heap, all of it is forgotten. A native library's form has memory outside the heap until it is
 * forgotten and collected. Thread-safe.
 *
 * @param <K> the library's form of a key
 */
final class ValidKeys<K> {

    private static final int SHARES = 64;

    private final Map<Ed25519PublicKey, Optional<K>> known = new ConcurrentHashMap<>();
    private final Function<Ed25519PublicKey, K> decoder;
    private final long most;

    /**
     * Makes an empty memory.
     *
     * @param keyBytes what a key takes on the heap, its place here included; all take the same
     * @param decoder makes the library's form of a valid key
     */
    ValidKeys(int keyBytes, Function<Ed25519PublicKey, K> decoder) {
        this(HeapShare.of(SHARES), keyBytes, decoder);
    }

    ValidKeys(long bytes, int keyBytes, Function<Ed25519PublicKey, K> decoder) {
        this.decoder = decoder;
        this.most = bytes / keyBytes;
    }

    /** Returns a key in the library's form; nothing if it is not a valid key. */
    Optional<K> find(Ed25519PublicKey key) {
        Optional<K> found = known.get(key);
        return found != null ? found : learn(key);
    }

    private Optional<K> learn(Ed25519PublicKey key) {
        Optional<K> decoded =
                PublicKeyCheck.problem(key).isPresent() ? Optional.empty() : Optional.of(decoder.apply(key));
        if (known.size() >= most) {
            known.clear();
        }
        known.put(key, decoded);
        return decoded;
    }
}
