package com.stateset.sequencer.text;

import org.jspecify.annotations.Nullable;

/** The rules for names on the wire: a bounded number of Unicode code points, none of them U+0000 or half a pair. */
public final class Text {

    private Text() {}

    /**
     * Refuses text that may not stand in {@code field}.
     *
     * @throws IllegalArgumentException saying what is wrong with the field
     */
    public static void require(String field, String value, int maxCodePoints) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(field + " is empty");
        }
        String problem = problemOfNote(value, maxCodePoints);
        if (problem != null) {
            throw new IllegalArgumentException(field + " " + problem);
        }
    }

    /**
     * Says why a text for people, which may be empty, cannot be stored everywhere: PostgreSQL has no U+0000, and no encoding half a pair.
     *
     * @return a clause that goes on after the name of the field, or null if there is nothing wrong
     */
    public static @Nullable String problemOfNote(String value, int maxCodePoints) {
        int codePoints = value.codePointCount(0, value.length());
        if (codePoints > maxCodePoints) {
            return "has " + codePoints + " characters; at most " + maxCodePoints + " are allowed";
        }
        if (value.indexOf(0) >= 0) {
            return "holds the character U+0000";
        }
        return hasLoneSurrogate(value) ? "holds a lone surrogate" : null;
    }

    /** Whether half of a surrogate pair stands without the other, which no encoding could carry. */
    public static boolean hasLoneSurrogate(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == value.length()
                        || !Character.isLowSurrogate(value.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }
}
