package com.stateset.sequencer.json;

import java.util.Locale;

/**
 * Foreign text as it may stand in a message: printable, and never long.
 *
 * <p>Messages go to logs and to clients, and the text is a stranger's: so control characters, which could forge a line of a log or
 * steer a terminal, are escaped, as is everything that is neither ASCII nor a letter or digit of some script. Marks that turn the
 * direction of writing are neither.
 */
final class Echo {

    private static final int MAX_LITERAL = 40;
    private static final int NEARBY = 10;

    private Echo() {}

    /** A number as it was sent. */
    static String literal(String literal) {
        return literal.length() <= MAX_LITERAL
                ? literal
                : literal.substring(0, MAX_LITERAL) + "… (" + literal.length() + " characters)";
    }

    /** What stands around {@code index}. */
    static String around(char[] text, int length, int index) {
        int from = Math.max(0, index - NEARBY);
        int to = Math.min(length, index + NEARBY);
        return printable(String.valueOf(text, from, to - from));
    }

    /** Escapes, in the manner of JSON, whatever might not print: surrogates too, so that no pair is ever cut in two. */
    static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c >= ' ' && c <= '~') || Character.isLetterOrDigit(c)) {
                printable.append(c);
            } else {
                printable.append(escape(c));
            }
        }
        return printable.toString();
    }

    static String escape(char c) {
        return String.format(Locale.ROOT, "\\u%04x", (int) c);
    }
}
