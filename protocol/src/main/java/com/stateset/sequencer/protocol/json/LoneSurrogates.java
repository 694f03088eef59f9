package com.stateset.sequencer.protocol.json;

import java.util.Arrays;

/**
 * Escaped surrogates without their other half, such as {@code \}{@code ud800}, in JSON text.
 *
 * <p>Jackson refuses them in names and lets them pass in values. In a payload they are one event's own problem, so to read on
 * they are replaced, in a copy, by the escape of a character that is never a character.
 */
final class LoneSurrogates {

    /** What stands for a lone surrogate in the copy. */
    static final char MARK = '\uffff';

    private static final int ESCAPE_LENGTH = 6;

    private LoneSurrogates() {}

    /** Returns {@code json} itself if it holds none. */
    static byte[] marked(byte[] json) {
        byte[] marked = json;
        for (int i = 0; i < json.length; i += stepAt(json, i)) {
            if (isLone(json, i)) {
                marked = marked == json ? json.clone() : marked;
                Arrays.fill(marked, i + 2, i + ESCAPE_LENGTH, (byte) 'f');
            }
        }
        return marked;
    }

    /** How much belongs together: an escaped pair, an escape, or one byte. */
    private static int stepAt(byte[] json, int i) {
        if (json[i] != '\\') {
            return 1;
        }
        int unit = escapedUnit(json, i);
        if (unit < 0) {
            return 2;
        }
        return isPair(unit, escapedUnit(json, i + ESCAPE_LENGTH)) ? 2 * ESCAPE_LENGTH : ESCAPE_LENGTH;
    }

    private static boolean isLone(byte[] json, int i) {
        int unit = escapedUnit(json, i);
        return unit >= 0 && Character.isSurrogate((char) unit) && !isPair(unit, escapedUnit(json, i + ESCAPE_LENGTH));
    }

    private static boolean isPair(int high, int low) {
        return high >= 0 && low >= 0 && Character.isSurrogatePair((char) high, (char) low);
    }

    /** The UTF-16 code unit that is escaped with four hex digits at {@code i}, or -1. */
    private static int escapedUnit(byte[] json, int i) {
        if (i + ESCAPE_LENGTH > json.length || json[i] != '\\' || json[i + 1] != 'u') {
            return -1;
        }
        int unit = 0;
        for (int digit = i + 2; digit < i + ESCAPE_LENGTH; digit++) {
            int value = Character.digit(json[digit], 16);
            if (value < 0) {
                return -1;
            }
            unit = unit << 4 | value;
        }
        return unit;
    }
}
