package com.stateset.sequencer.cli.doctor;

import com.stateset.sequencer.event.Ed25519PublicKey;
import java.util.Collection;
import java.util.SortedMap;

/** Looks at the key that the sequencer signs with. */
final class SignerCheck {

    private static final String NAME = "signer";

    private SignerCheck() {}

    /** The sequencer's keys in a store, and those that are at hand for a server on it. */
    static Finding of(SortedMap<Integer, Ed25519PublicKey> known, Collection<Ed25519PublicKey> atHand) {
        if (known.isEmpty()) {
            return atHand.isEmpty()
                    ? unsigned()
                    : Finding.ok(NAME, "no server has signed anything yet; a key is at hand");
        }
        Ed25519PublicKey current = known.get(known.lastKey());
        return atHand.contains(current)
                ? Finding.ok(NAME, "key " + known.lastKey() + ", " + current + ", is at hand")
                : Finding.warn(
                        NAME,
                        "key " + known.lastKey() + ", " + current + ", is not at hand",
                        "a server must find it in sequencer-signing-key or VES_SEQUENCER_SIGNING_KEY: with another key, agents"
                                + " and monitors refuse it");
    }

    static Finding unsigned() {
        return Finding.warn(
                NAME,
                "no key signs: receipts, commitments and histories are not signed",
                "give the server VES_SEQUENCER_SIGNING_KEY");
    }
}
