package com.stateset.sequencer.crypto;

import com.stateset.sequencer.event.Ed25519PublicKey;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Keys that have been looked at, in a library's own form. Checking a key costs as much as verifying a signature, and agents
 * sign many events with one key. What is remembered depends on the key's bytes only, so nothing is ever out of date; when
 * there are too many, all are forgotten. A native library's form has memory outside the heap until it is forgotten and
 * collected. Thread-safe.
 *
 * @param <K> the library's form of a key
 */
final class ValidKeys<K> {

    private static final int MAX_KEYS = 10_000;

    private final Map<Ed25519PublicKey, Optional<K>> known = new ConcurrentHashMap<>();
    private final Function<Ed25519PublicKey, Optional<K>> decoder;

    /** Makes an empty memory; the decoder returns nothing for a valid key that the library does not take. */
    ValidKeys(Function<Ed25519PublicKey, Optional<K>> decoder) {
        this.decoder = decoder;
    }

    /** Returns a key in the library's form; nothing if it is not a valid key. */
    Optional<K> find(Ed25519PublicKey key) {
        Optional<K> found = known.get(key);
        return found != null ? found : learn(key);
    }

    private Optional<K> learn(Ed25519PublicKey key) {
        Optional<K> decoded = PublicKeyCheck.problem(key).isPresent() ? Optional.empty() : decoder.apply(key);
        if (known.size() >= MAX_KEYS) {
            known.clear();
        }
        known.put(key, decoded);
        return decoded;
    }
}
