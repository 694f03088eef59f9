package com.stateset.sequencer.protocol.json;

import java.util.Arrays;

/**
 * JSON text that nests deeper than any payload that is accepted.
 *
 * <p>Jackson pays for every level, and gives up the whole text at its bound. In a payload too many levels are one event's own
 * problem, so to read on, what lies beyond the bound is replaced, in a copy, by white space. Each byte is looked at once,
 * and the kinds of the brackets out there are not compared.
 */
final class DeepNesting {

    /** How many levels the copy keeps. */
    static final int MAX_LEVELS = 1000;

    private DeepNesting() {}

    /** Returns a copy with as many characters, of which none lies too deep. */
    static byte[] blanked(byte[] json) {
        byte[] blanked = new byte[json.length];
        int length = 0;
        int level = 0;
        boolean inString = false;
        boolean escaped = false;
        for (byte c : json) {
            if (!inString && (c == ']' || c == '}')) {
                level--;
            }
            if (level >= MAX_LEVELS && (c < 0 || c > ' ')) {
                int end = length + Utf8Reader.characters(c);
                Arrays.fill(blanked, length, end, (byte) ' ');
                length = end;
            } else {
                blanked[length++] = c;
            }
            if (!inString && (c == '[' || c == '{')) {
                level++;
            }
            if (c == '"' && !escaped) {
                inString = !inString;
            }
            escaped = inString && c == '\\' && !escaped;
        }
        return length == blanked.length ? blanked : Arrays.copyOf(blanked, length);
    }
}
