package com.stateset.sequencer.protocol.json;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Names of members that stood in texts before, so that one string serves for all events of a batch and of the next.
 *
 * <p>Strangers choose names, so nothing grows and nothing is searched: a name has one place, which it shares with others, and the last one to
 * come has it. Names that take places from others cost what all names cost without this. Thread-safe without a lock: strings are safe to
 * hand over by a race, and a place that is read too early has another name, which is compared.
 */
final class MemberNames {

    /** A power of two. */
    private static final int PLACES = 512;

    private static final int LONGEST = 32;

    private final @Nullable String[] names = new String[PLACES];

    /**
     * Returns a name.
     *
     * @param text ASCII
     * @param hash of the characters; that of {@link String#hashCode} will do
     */
    String name(byte[] text, int from, int to, int hash) {
        int place = (hash ^ hash >>> 16) & (PLACES - 1);
        String known = names[place];
        if (known != null && isSame(known, text, from, to)) {
            return known;
        }
        String name = new String(text, from, to - from, StandardCharsets.ISO_8859_1);
        if (to - from <= LONGEST) {
            names[place] = name;
        }
        return name;
    }

    private static boolean isSame(String name, byte[] text, int from, int to) {
        if (name.length() != to - from) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (name.charAt(i - from) != text[i]) {
                return false;
            }
        }
        return true;
    }
}
