package com.stateset.sequencer.protocol.json;

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

    /** Returns {@code json} itself if it nests no deeper. */
    static byte[] blanked(byte[] json) {
        byte[] blanked = json;
        int level = 0;
        boolean inString = false;
        boolean escaped = false;
        for (int i = 0; i < json.length; i++) {
            byte c = json[i];
            if (!inString && (c == ']' || c == '}')) {
                level--;
            }
            if (level >= MAX_LEVELS && (c < 0 || c > ' ')) {
                blanked = blanked == json ? json.clone() : blanked;
                blanked[i] = (byte) ' ';
            }
            if (!inString && (c == '[' || c == '{')) {
                level++;
            }
            if (c == '"' && !escaped) {
                inString = !inString;
            }
            escaped = inString && c == '\\' && !escaped;
        }
        return blanked;
    }
}
