package com.stateset.sequencer.verify.bundle;

import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which keys of a sequencer count for a bundle, and which of them have signed something in it. For one thread.
 *
 * <p>Keys that the caller knows from elsewhere bind: no other counts then. Without them those in the bundle do, at the word of whoever
 * made the bundle; the sentence of {@link #grounds} says so.
 */
final class TrustedKeys {

    private final Set<Ed25519PublicKey> known;
    private final BundleSequencer sequencer;
    private final Set<Ed25519PublicKey> used = new LinkedHashSet<>();

    TrustedKeys(Set<Ed25519PublicKey> known, BundleSequencer sequencer) {
        this.known = known;
        this.sequencer = sequencer;
    }

    /** Whether a key of the sequencer is known at all, so that nothing it states may lack its signature. */
    boolean isSigning() {
        return !known.isEmpty() || !sequencer.publicKeys().isEmpty();
    }

    /** All keys that count. */
    Collection<Ed25519PublicKey> counting() {
        return known.isEmpty() ? sequencer.publicKeys().values() : known;
    }

    /** Returns the key of a version, if it is there and counts. */
    Ed25519PublicKey ofVersion(int version) {
        Ed25519PublicKey key = sequencer.publicKeys().get(version);
        if (key == null) {
            throw new VerificationException("the bundle lacks the sequencer's key " + version);
        }
        if (!known.isEmpty() && !known.contains(key)) {
            throw new VerificationException(
                    "the sequencer's key in the bundle is " + key + ", not one given with --sequencer-key");
        }
        return key;
    }

    /** Remembers that a key has signed something. */
    void use(Ed25519PublicKey key) {
        used.add(key);
    }

    /** Says which keys were trusted, and why. */
    List<String> grounds() {
        List<String> grounds = new ArrayList<>();
        for (Ed25519PublicKey key : used) {
            grounds.add("trusted: the key " + key
                    + (known.isEmpty()
                            ? ", only because the bundle itself names it: compare it with the sequencer's key as you know it from"
                                    + " elsewhere (see --sequencer-key)"
                            : ", because it was given with --sequencer-key"));
        }
        if (used.isEmpty()) {
            grounds.add(
                    "trusted: nothing. No sequencer has signed anything here, so that whoever made the bundle may have made it up");
        }
        return grounds;
    }
}
