package com.stateset.sequencer.text;

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
        int codePoints = value.codePointCount(0, value.length());
        if (codePoints > maxCodePoints) {
            throw new IllegalArgumentException(
                    field + " has " + codePoints + " characters; at most " + maxCodePoints + " are allowed");
        }
        if (value.indexOf(0) >= 0) {
            throw new IllegalArgumentException(field + " holds the character U+0000");
        }
        if (hasLoneSurrogate(value)) {
            throw new IllegalArgumentException(field + " holds a lone surrogate");
        }
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
