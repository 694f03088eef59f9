package com.stateset.sequencer.protocol.json;

/**
 * What is known of a JSON text after one look at each byte, and tells whether a closer look is needed at all. Of a text that is not
 * JSON, something; the parser will refuse it.
 *
 * @param levels how deep objects and arrays nest
 * @param holdsEscapes whether there is a backslash in a string
 */
record TextOutline(int levels, boolean holdsEscapes) {

    static TextOutline of(byte[] json) {
        int level = 0;
        int levels = 0;
        boolean holdsEscapes = false;
        for (int i = 0; i < json.length; i++) {
            switch (json[i]) {
                case '{', '[' -> levels = Math.max(levels, ++level);
                case '}', ']' -> level--;
                case '"' -> {
                    int end = endOfString(json, i + 1);
                    holdsEscapes |= end < 0;
                    i = Math.abs(end);
                }
                default -> {}
            }
        }
        return new TextOutline(levels, holdsEscapes);
    }

    /** Returns where the quote is that ends a string, or the end of the text; negative if there is a backslash before it. */
    private static int endOfString(byte[] json, int start) {
        int sign = 1;
        int i = start;
        while (i < json.length && json[i] != '"') {
            if (json[i] == '\\') {
                sign = -1;
                i++;
            }
            i++;
        }
        return sign * i;
    }
}
