package com.stateset.sequencer.sealing;

import com.stateset.sequencer.merkle.Domain;
import com.stateset.sequencer.merkle.DomainHasher;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret of 32 bytes that payloads are sealed with. Named by its id, 8 bytes of its hash, which is no secret. Immutable; shows
 * nothing of the secret but the id.
 */
public final class PayloadKey {

    /** The length of a key, in bytes. */
    public static final int LENGTH = 32;

    static final int ID_LENGTH = 8;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Domain ID = Domain.of("VES_PAYLOAD_KEY_ID_V1");
    private static final String FORM = "a payload key is 32 bytes, as 64 hex digits with or without 0x, or as base64";

    private final SecretKeySpec secret;
    private final byte[] id;

    private PayloadKey(byte[] secret) {
        this.secret = new SecretKeySpec(secret, "HmacSHA256");
        this.id = Arrays.copyOf(
                new DomainHasher().begin(ID).bytes(secret).finish().toByteArray(), ID_LENGTH);
    }

    /**
     * Returns the key of these 32 bytes, which are copied.
     *
     * @throws IllegalArgumentException if they are more or fewer
     */
    public static PayloadKey of(byte[] secret) {
        if (secret.length != LENGTH) {
            throw new IllegalArgumentException(FORM + "; this one has " + secret.length + " bytes");
        }
        return new PayloadKey(secret.clone());
    }

    /**
     * Reads a key from hex digits, with or without a leading {@code 0x}, or from base64 of either alphabet.
     *
     * @throws IllegalArgumentException if it is none; the message does not repeat the text
     */
    public static PayloadKey parse(String text) {
        String bare = text.strip();
        String digits = bare.startsWith("0x") || bare.startsWith("0X") ? bare.substring(2) : bare;
        try {
            return of(digits.length() == 2 * LENGTH ? HexFormat.of().parseHex(digits) : base64(bare));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(FORM);
        }
    }

    /** Returns a new key. */
    static PayloadKey random() {
        byte[] secret = new byte[LENGTH];
        RANDOM.nextBytes(secret);
        return new PayloadKey(secret);
    }

    private static byte[] base64(String text) {
        return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
    }

    /** Names the key, in 16 hex digits. */
    public String id() {
        return HexFormat.of().formatHex(id);
    }

    byte[] idBytes() {
        return id.clone();
    }

    SecretKeySpec secret() {
        return secret;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PayloadKey that && secret.equals(that.secret);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(id);
    }

    @Override
    public String toString() {
        return "payload key " + id();
    }
}
