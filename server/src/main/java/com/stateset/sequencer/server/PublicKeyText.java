package com.stateset.sequencer.server;

import com.stateset.sequencer.event.Ed25519PublicKey;
import java.util.Base64;
import java.util.Optional;

/** Public keys as agents write them: hex with or without {@code 0x}, or base64, ordinary or URL-safe. */
final class PublicKeyText {

    /** What is wrong with other text. */
    static final String PROBLEM = "must be the 32 bytes of an Ed25519 public key, as 64 hex digits or in base64";

    private static final int LONGEST = 66;

    private PublicKeyText() {}

    static Optional<Ed25519PublicKey> parse(String text) {
        try {
            return Optional.of(isHex(text) ? Ed25519PublicKey.parse(text) : ofBase64(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isHex(String text) {
        return text.startsWith("0x") || text.length() == 2 * Ed25519PublicKey.LENGTH;
    }

    private static Ed25519PublicKey ofBase64(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("too long");
        }
        return Ed25519PublicKey.of(
                Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/')));
    }
}
