package com.stateset.sequencer.json;

import java.util.Comparator;

/** The two forms of a text whose hashes are accepted. They share everything but the order of members and the numbers. */
enum Form {

    /** RFC 8785: names in the order of their UTF-16 code units, numbers as ECMAScript prints them. */
    RFC_8785 {
        @Override
        int compareNames(String a, String b) {
            return a.compareTo(b);
        }
    },

    /** What many agents hash without a canonicalizer at hand: names in the order of their UTF-8 bytes, numbers untouched. */
    NUMBERS_AS_SENT {
        @Override
        int compareNames(String a, String b) {
            int shorter = Math.min(a.length(), b.length());
            for (int i = 0; i < shorter; i++) {
                int order = Integer.compare(utf8Rank(a.charAt(i)), utf8Rank(b.charAt(i)));
                if (order != 0) {
                    return order;
                }
            }
            return Integer.compare(a.length(), b.length());
        }
    };

    @SuppressWarnings("ImmutableEnumChecker") // it has no state
    private final Comparator<Member> order = (a, b) -> compareNames(a.name, b.name);

    /** The order of members by their names. */
    Comparator<Member> order() {
        return order;
    }

    /** The order of names. They hold no lone surrogates. */
    abstract int compareNames(String a, String b);

    /** In UTF-8 a surrogate pair sorts above U+FFFF; in UTF-16 it sorts below U+E000. All else is in the same order. */
    private static int utf8Rank(char c) {
        return Character.isSurrogate(c) ? c + 0x1_0000 : c;
    }
}
