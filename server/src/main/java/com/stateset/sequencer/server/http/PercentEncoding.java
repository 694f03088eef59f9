package com.stateset.sequencer.server.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Percent-encoded UTF-8 in URLs, decoded strictly: what is broken is not repaired, and what is invalid is not replaced. */
public final class PercentEncoding {

    private PercentEncoding() {}

    /** Decodes text; empty if it is not well encoded. */
    public static Optional<String> decode(String encoded) {
        if (encoded.indexOf('%') < 0) {
            return Optional.of(encoded);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
        byte[] plain = encoded.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < plain.length; i++) {
            if (plain[i] != '%') {
                bytes.write(plain[i]);
                continue;
            }
            int high = i + 1 < plain.length ? Character.digit(plain[i + 1], 16) : -1;
            int low = i + 2 < plain.length ? Character.digit(plain[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            bytes.write(high << 4 | low);
            i += 2;
        }
        return utf8(bytes.toByteArray());
    }

    private static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
