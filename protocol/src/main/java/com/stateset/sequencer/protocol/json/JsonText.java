package com.stateset.sequencer.protocol.json;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * A text to be read, as it was sent and as a parser gets it.
 *
 * <p>The JDK decodes, not Jackson, which would guess other encodings and let overlong forms pass. What would make a parser give up
 * the whole text, although it is one payload's own problem, is replaced in a copy; offsets are the same in both.
 * For one thread.
 */
final class JsonText {

    private final char[] sent;
    private final char[] readable;
    private final int length;
    private final boolean holdsLoneSurrogates;
    private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();

    private JsonText(char[] sent, char[] readable, int length, boolean holdsLoneSurrogates) {
        this.sent = sent;
        this.readable = readable;
        this.length = length;
        this.holdsLoneSurrogates = holdsLoneSurrogates;
    }

    static JsonText decode(byte[] utf8) {
        CharBuffer chars = CharBuffer.allocate(utf8.length);
        ByteBuffer source = ByteBuffer.wrap(utf8);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(source, chars, true);
        if (result.isError()) {
            throw problem("the body is not valid UTF-8 at byte " + source.position());
        }
        int length = chars.position();
        if (length == 0) {
            throw problem("the body is empty");
        }
        if (chars.get(0) == '\ufeff') {
            throw problem("the body begins with a byte order mark, which JSON does not allow");
        }
        TextOutline outline = TextOutline.of(chars.array(), length);
        char[] marked = outline.holdsEscapes() ? LoneSurrogates.marked(chars.array(), length) : chars.array();
        char[] readable = outline.levels() > DeepNesting.MAX_LEVELS ? DeepNesting.blanked(marked, length) : marked;
        return new JsonText(chars.array(), readable, length, marked != chars.array());
    }

    /** The characters as sent, or a copy with {@link LoneSurrogates} marked and {@link DeepNesting} blanked; longer than the text. */
    char[] readable() {
        return readable;
    }

    /** How many of the characters are the text. */
    int length() {
        return length;
    }

    /** Whether some are marked. */
    boolean holdsLoneSurrogates() {
        return holdsLoneSurrogates;
    }

    /** Returns a part as it was sent, in UTF-8: encoded straight into an array of the right length. */
    byte[] slice(int from, int to) {
        byte[] bytes = new byte[utf8Length(from, to)];
        CoderResult result =
                encoder.reset().encode(CharBuffer.wrap(sent, from, to - from), ByteBuffer.wrap(bytes), true);
        if (!result.isUnderflow()) {
            throw new IllegalStateException("what was decoded can be encoded again: " + result);
        }
        return bytes;
    }

    /** Each half of a surrogate pair counts for two of its four bytes. */
    private int utf8Length(int from, int to) {
        int bytes = 0;
        for (int i = from; i < to; i++) {
            char c = sent[i];
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    private static InvalidMessageException problem(String problem) {
        return new InvalidMessageException("$", problem);
    }
}
