package com.stateset.sequencer.json;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The short way for texts in which nothing needs thought, as nearly all are: ASCII, strings without escapes, numbers that {@link
 * CanonicalNumber#endOfPlain} knows. One pass over the bytes, and no garbage but the result.
 *
 * <p>It refuses nothing: where it is not certain that {@link Canonicalizer} would accept a text, and make these very bytes of it, it gives
 * up, and the whole text takes the long way, which knows all rules and words. So what is missing here costs time and nothing else; the
 * tests hold the one way against the other.
 *
 * <h2>How an object is put in order</h2>
 * Members are written as they come, and where each begins and ends in the output is noted. Most writers keep an order, often the canonical one:
 * whether each name is greater than the one before is found out in passing, and then nothing is moved. Otherwise the members are sorted when
 * the object closes, by insertion, and their bytes are laid out anew in the place that they have. An inner object is closed, and in order,
 * before the outer one is; what it moves stays within its own bytes, so what is noted of the outer one's members remains true.
 *
 * <pre>
 *   read     { "b" : [ 1.50 ] , "a" : 2 }
 *   written  {"b":[1.5],"a":2            two members, the second less than the first
 *   closed   {"a":2,"b":[1.5]}
 * </pre>
 *
 * <h2>What must hold</h2>
 * <ul>
 *   <li>A text is taken whole, or not at all: every method that finds something it does not know returns false, up to the caller.
 *   <li>No name stands twice: names that come in order differ, and sorting compares neighbours, where equal ones would meet.
 *   <li>The output never grows beyond the input, so one check of its capacity is enough.
 *   <li>What is cut off at the end leaves {@code at} near it: by no more than a number has characters.
 * </ul>
 *
 * <p>In ASCII the two orders of {@link Form} are one. Objects of more than {@value #MAX_SORTED} members that do not come in order are left to
 * the long way, since what sorts here is quadratic.
 *
 * <p>For one thread at a time; its arrays serve the next text as well.
 */
final class PlainText {

    private static final int MAX_SORTED = 32;
    private static final int MAX_MEMBERS = 512;
    private static final int MAX_NUMBER = 20;
    private static final int INITIAL_CAPACITY = 1024;
    private static final byte[] NOTHING = {};

    /** The caller's, and only for the time of the call. */
    private byte[] in = NOTHING;

    private int end;
    private int at;
    private boolean keepsNumbers;

    /** No longer than the text: what is left out is white space and zeros. */
    private byte[] out = new byte[INITIAL_CAPACITY];

    private int length;
    private byte[] asWritten = new byte[INITIAL_CAPACITY];
    private final char[] number = new char[MAX_NUMBER];

    /** Where the members of open objects stand in the output, innermost last; a name follows its quote there. */
    private final int[] starts = new int[MAX_MEMBERS];

    private final int[] ends = new int[MAX_MEMBERS];
    private int members;

    /** Of each open bracket: the first member, or -1 for an array; and whether the members came in order so far. */
    private final int[] firsts = new int[JsonLimits.MAX_NESTING];

    private final boolean[] inOrder = new boolean[JsonLimits.MAX_NESTING];
    private int depth;

    /** Returns the canonical form, or null if this is not the way to find it. */
    byte @Nullable [] canonical(byte[] utf8, Form form) {
        if (utf8.length > InputText.KEPT) {
            return null;
        }
        in = utf8;
        try {
            reserve(utf8.length);
            begin(0, utf8.length, form);
            return whole() && next() == 0 && at == end ? Arrays.copyOf(out, length) : null;
        } finally {
            in = NOTHING;
        }
    }

    /**
     * Reads the value that begins at a place of a text; what stands behind it is not looked at. How long it is, is not known beforehand: it is
     * read within as many bytes as the output holds, and again within twice as many for as long as it may go on behind those.
     *
     * @return where it ends, or -1 if this is not the way to find it; its canonical form is {@link #found} then
     */
    int endOfValueAt(byte[] utf8, int start) {
        in = utf8;
        try {
            int most = out.length;
            while (true) {
                reserve(most);
                begin(start, start + Math.min(utf8.length - start, most), Form.RFC_8785);
                boolean isWhole = whole();
                boolean isCutOff = end < utf8.length && at + MAX_NUMBER >= end;
                if (!isCutOff || most == InputText.KEPT) {
                    return isWhole && !isCutOff ? at : -1;
                }
                most = Math.min(2 * most, InputText.KEPT);
            }
        } finally {
            in = NOTHING;
        }
    }

    /** Returns the canonical form of the value that was read last. */
    byte[] found() {
        return Arrays.copyOf(out, length);
    }

    private void reserve(int size) {
        if (out.length < size) {
            out = new byte[Math.max(size, Math.min(2 * out.length, InputText.KEPT))];
            asWritten = new byte[out.length];
        }
    }

    private void begin(int from, int to, Form form) {
        at = from;
        end = to;
        length = 0;
        members = 0;
        depth = 0;
        keepsNumbers = form == Form.NUMBERS_AS_SENT;
    }

    /** Reads one value and what is open behind it, without recursion: a text decides how deep it nests, and not how deep the stack is. */
    private boolean whole() {
        do {
            if (!value()) {
                return false;
            }
        } while (depth > 0);
        return true;
    }

    /** Reads a value, or the beginning of one, and all that closes behind it. */
    private boolean value() {
        int c = next();
        if (c == '{' || c == '[') {
            return open(c);
        }
        return scalar(c) && closing();
    }

    /** What is none of these by its first character is a number, or nothing. */
    private boolean scalar(int c) {
        return switch (c) {
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        };
    }

    /**
     * Notes a bracket that opens, and goes on to the name of the first member, if there is one. In ASCII each closing bracket is two behind
     * the one that opens.
     */
    private boolean open(int bracket) {
        if (depth == JsonLimits.MAX_NESTING) {
            return false;
        }
        write(bracket);
        firsts[depth] = bracket == '{' ? members : -1;
        inOrder[depth] = true;
        depth++;
        int c = next();
        if (c == bracket + 2) {
            return closing();
        }
        return bracket == '[' || name(c);
    }

    /** Closes what ends here, and passes over the comma before what comes next, and that one's name. */
    private boolean closing() {
        while (depth > 0) {
            int first = firsts[depth - 1];
            int c = next();
            if (c == ',') {
                if (first >= 0) {
                    ends[members - 1] = length;
                }
                write(c);
                return first < 0 || name(next());
            }
            if (c != (first < 0 ? ']' : '}') || (first >= 0 && !close(first))) {
                return false;
            }
            write(c);
            depth--;
        }
        return true;
    }

    /** Reads a name and its colon, and notes where its member begins. */
    private boolean name(int c) {
        int start = length;
        if (c != '"' || members == MAX_MEMBERS || !string() || next() != ':') {
            return false;
        }
        starts[members] = start;
        if (members > firsts[depth - 1]) {
            inOrder[depth - 1] &= compareNames(out, starts[members - 1], start) < 0;
        }
        members++;
        write(':');
        return true;
    }

    /** An object that stands in order has no name twice; in another, sorting makes neighbours of them. */
    private boolean close(int first) {
        int count = members - first;
        members = first;
        if (inOrder[depth - 1]) {
            return true;
        }
        ends[first + count - 1] = length;
        return count <= MAX_SORTED && sort(first, first + count);
    }

    /**
     * Sorts members by insertion: of a few dozen, nearly in order, nothing is quicker. They are compared and copied as they were written, since
     * the output changes below.
     *
     * @return false if two have one name
     */
    private boolean sort(int first, int last) {
        int from = starts[first];
        System.arraycopy(out, from, asWritten, from, length - from);
        for (int i = first + 1; i < last; i++) {
            int start = starts[i];
            int stop = ends[i];
            int j = i;
            for (; j > first; j--) {
                int order = compareNames(asWritten, starts[j - 1], start);
                if (order == 0) {
                    return false;
                }
                if (order < 0) {
                    break;
                }
                starts[j] = starts[j - 1];
                ends[j] = ends[j - 1];
            }
            starts[j] = start;
            ends[j] = stop;
        }
        length = from;
        for (int i = first; i < last; i++) {
            if (i > first) {
                out[length++] = ',';
            }
            int size = ends[i] - starts[i];
            System.arraycopy(asWritten, starts[i], out, length, size);
            length += size;
        }
        return true;
    }

    /** The quote that ends the shorter name is below every character but the space and the exclamation mark, and so has to be looked for. */
    private static int compareNames(byte[] text, int a, int b) {
        for (int i = 1; ; i++) {
            byte left = text[a + i];
            byte right = text[b + i];
            if (left != right) {
                return left == '"' ? -1 : right == '"' ? 1 : left - right;
            }
            if (left == '"') {
                return 0;
            }
        }
    }

    /**
     * Copies a string from quote to quote. A byte of a character beyond ASCII is negative, and so among those that are below the space.
     */
    private boolean string() {
        byte[] from = in;
        byte[] to = out;
        int i = at;
        int o = length;
        to[o++] = from[i++];
        for (; i < end; i++) {
            byte c = from[i];
            if (c < ' ' || c == '\\') {
                return false;
            }
            to[o++] = c;
            if (c == '"') {
                at = i + 1;
                length = o;
                return true;
            }
        }
        at = end;
        return false;
    }

    /** A word that is cut off, or goes on as another, is found out by what stands behind it. */
    private boolean word(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (peek(at + i) != word.charAt(i)) {
                return false;
            }
            out[length++] = in[at + i];
        }
        at += word.length();
        return true;
    }

    /** The grammar of numbers without exponents; one of those, which is rare, may have another canonical form. */
    private boolean number() {
        int i = digits(peek(at) == '-' ? at + 1 : at);
        if (i >= 0 && peek(i) == '.') {
            i = fraction(i + 1);
        }
        int size = i - at;
        if (i < 0 || size > MAX_NUMBER || peek(i) == 'e' || peek(i) == 'E') {
            return false;
        }
        for (int digit = 0; digit < size; digit++) {
            number[digit] = (char) in[at + digit];
        }
        int plain = CanonicalNumber.endOfPlain(number, 0, size);
        if (plain < 0) {
            return false;
        }
        int kept = keepsNumbers ? size : plain;
        System.arraycopy(in, at, out, length, kept);
        length += kept;
        at = i;
        return true;
    }

    /** Returns where the digits end before the point, or -1 if there are none, or a zero too many. */
    private int digits(int from) {
        int i = fraction(from);
        return peek(from) == '0' && i > from + 1 ? -1 : i;
    }

    /** Returns where the digits end, or -1 if there are none. */
    private int fraction(int from) {
        int i = from;
        while (isDigit(peek(i))) {
            i++;
        }
        return i == from ? -1 : i;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** Passes over white space, and returns what stands there then; 0 at the end. */
    private int next() {
        int c = peek(at);
        while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            at++;
            c = peek(at);
        }
        return c;
    }

    private int peek(int i) {
        return i < end ? in[i] : 0;
    }

    /** Writes what stands here, and passes over it. */
    private void write(int c) {
        out[length++] = (byte) c;
        at++;
    }
}
