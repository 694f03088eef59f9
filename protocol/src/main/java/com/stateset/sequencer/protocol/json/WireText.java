package com.stateset.sequencer.protocol.json;

import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.merkle.Hash;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;

/**
 * Values as text, in JSON and in URLs. Reading other text throws {@link IllegalArgumentException} with a clause that completes
 * "this value …".
 */
public final class WireText {

    private static final DateTimeFormatter MICROSECONDS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int LONGEST_PUBLIC_KEY = 66;
    private static final int UUID_LENGTH = 36;

    private WireText() {}

    /** Reads a UUID: 36 characters, hex digits of either case. {@link UUID#fromString} alone takes much more. */
    public static UUID uuid(String text) {
        boolean isOne = text.length() == UUID_LENGTH;
        for (int i = 0; isOne && i < UUID_LENGTH; i++) {
            boolean isDash = i == 8 || i == 13 || i == 18 || i == 23;
            isOne = isDash ? text.charAt(i) == '-' : HexFormat.isHexDigit(text.charAt(i));
        }
        if (!isOne) {
            throw new IllegalArgumentException("must be a UUID such as 123e4567-e89b-12d3-a456-426614174000");
        }
        return UUID.fromString(text);
    }

    /** Reads a moment: RFC 3339, cut to microseconds. */
    public static Instant moment(String text) {
        try {
            return OffsetDateTime.parse(new CreatedAt(text).text()).toInstant().truncatedTo(ChronoUnit.MICROS);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IllegalArgumentException("must be an RFC 3339 date-time such as 2026-01-02T03:04:05Z", e);
        }
    }

    /** Writes a moment: RFC 3339, UTC, microseconds. */
    public static String of(Instant moment) {
        return MICROSECONDS.format(moment);
    }

    /** Reads a hash: 64 hex digits, with or without {@code 0x}. */
    public static Hash hash(String text) {
        try {
            return Hash.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be " + 2 * Hash.LENGTH + " hex digits", e);
        }
    }

    /** Reads a signature: 128 hex digits, with or without {@code 0x}. */
    public static Ed25519Signature signature(String text) {
        try {
            return Ed25519Signature.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be " + 2 * Ed25519Signature.LENGTH + " hex digits", e);
        }
    }

    /** Reads a public key: 64 hex digits, with or without {@code 0x}, or base64 in either alphabet, padded or not. */
    public static Ed25519PublicKey publicKey(String text) {
        try {
            boolean hex = text.startsWith("0x") || text.length() == 2 * Ed25519PublicKey.LENGTH;
            return hex ? Ed25519PublicKey.parse(text) : Ed25519PublicKey.of(base64(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "must be the 32 bytes of an Ed25519 public key, as 64 hex digits or in base64", e);
        }
    }

    private static byte[] base64(String text) {
        if (text.length() > LONGEST_PUBLIC_KEY) {
            throw new IllegalArgumentException("too long");
        }
        return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
    }
}
