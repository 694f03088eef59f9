package com.stateset.sequencer.tlog;

import com.stateset.sequencer.merkle.Hash;
import java.util.Base64;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The small pieces that checkpoints and proofs are written in: numbers, base64, names. Each value has one spelling. */
final class LogText {

    private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,18}");

    private LogText() {}

    /** Reads a size or an index: ASCII digits without sign or leading zero, at most 2^63 - 1. */
    static OptionalLong decimal(String text) {
        if (!DECIMAL.matcher(text).matches()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            // Nineteen digits, but above 2^63 - 1.
            return OptionalLong.empty();
        }
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static String base64(Hash hash) {
        return base64(hash.toByteArray());
    }

    /** Reads base64 with {@code + / =}; null if it is not that. Bits that are not used may have any value. */
    static byte @Nullable [] decodeBase64(String text) {
        if (text.length() % 4 != 0) {
            // The JDK would take text without its padding.
            return null;
        }
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Reads base64 that is, decoded and encoded again, the same text; null if it is not. */
    static byte @Nullable [] decodeCanonicalBase64(String text) {
        byte[] bytes = decodeBase64(text);
        return bytes != null && base64(bytes).equals(text) ? bytes : null;
    }

    /** Reads the canonical base64 of 32 bytes; null if it is not that. */
    static @Nullable Hash decodeHash(String text) {
        byte[] bytes = decodeCanonicalBase64(text);
        return bytes != null && bytes.length == Hash.LENGTH ? Hash.of(bytes) : null;
    }

    /** Whether a text may name a log or a key: not empty, no white space, no control character, no {@code +}. */
    static boolean isName(String text) {
        return !text.isEmpty()
                && text.codePoints()
                        .noneMatch(c -> c == '+'
                                || Character.isWhitespace(c)
                                || Character.isSpaceChar(c)
                                || Character.isISOControl(c));
    }

    static String requireName(String text) {
        if (!isName(text)) {
            throw new IllegalArgumentException(
                    "a log's or key's name is not empty and has no white space and no +: \"" + text + "\"");
        }
        return text;
    }
}
