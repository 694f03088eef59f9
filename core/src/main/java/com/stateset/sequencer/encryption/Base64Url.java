package com.stateset.sequencer.encryption;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The one text of some bytes (RFC 4648 section 5), with correct padding or none: written without. */
final class Base64Url {

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private Base64Url() {}

    static String encode(byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }

    /** Returns the bytes; null if the text is not base64url, padding and unused bits included. */
    static byte @Nullable [] decode(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
        String plain = encode(bytes);
        boolean isPadded = text.length() % 4 == 0 && text.startsWith(plain);
        return text.equals(plain) || isPadded ? bytes : null;
    }
}
