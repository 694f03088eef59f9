package com.stateset.sequencer.server.http;

import com.stateset.sequencer.merkle.Hash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;

/**
 * The secret that is an API key: {@code ss_}, the first 8 characters of the tenant's id, and 192 random bits in base64url. The part of
 * the tenant's id helps people to tell keys apart, and means nothing to the server.
 */
public final class KeySecret {

    /** What it begins with, to distinguish it from a JWT in a {@code Bearer} header. */
    static final String PREFIX = "ss_";

    private static final int TENANT_CHARACTERS = 8;
    private static final int RANDOM_BYTES = 24;
    private static final int LENGTH = PREFIX.length() + TENANT_CHARACTERS + RANDOM_BYTES * 4 / 3;
    private static final SecureRandom RANDOM = new SecureRandom();

    private KeySecret() {}

    /** Makes a new one. */
    public static String ofTenant(UUID tenantId) {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return PREFIX
                + tenantId.toString().substring(0, TENANT_CHARACTERS)
                + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** Whether it can be one; what cannot is not looked for in the store. */
    static boolean isPossible(String text) {
        return text.length() == LENGTH && text.startsWith(PREFIX);
    }

    /** The hash by which it is known. */
    public static Hash hash(String secret) {
        try {
            return Hash.of(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
