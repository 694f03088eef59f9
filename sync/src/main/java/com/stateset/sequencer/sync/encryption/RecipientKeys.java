package com.stateset.sequencer.sync.encryption;

import com.stateset.sequencer.encryption.RecipientKey;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An agent's encryption keys as a sender finds them in the server's directory.
 *
 * @param usable those to encrypt for, by key id
 * @param unusable the ids of the others, each with the reason as a clause: the key was revoked, or the signing key that speaks for it was
 */
public record RecipientKeys(List<RecipientKey> usable, SortedMap<Long, String> unusable) {

    /** None at all. */
    public static final RecipientKeys NONE = new RecipientKeys(List.of(), new TreeMap<>());

    public RecipientKeys {
        usable = List.copyOf(usable);
        unusable = Collections.unmodifiableSortedMap(new TreeMap<>(unusable));
    }
}
