package com.stateset.sequencer.sealing;

import com.stateset.sequencer.merkle.Hash;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A sealed value: what it is bound to and how it is laid out.
 *
 * <pre>
 *   version 1 | algorithm 1 | key id 8 | nonce 12 | ciphertext, as long as the plaintext | tag 16
 *   └─────────── header ──────────────┘
 * </pre>
 *
 * <p>Version 1 names a key of the tenant, version 2 a data key of the entity; all else is the same.
 *
 * <p>Algorithm 1: the AES key is {@code HMAC-SHA256(key, context)}, the mode is GCM, the associated data is header and context. The
 * context is a hash of all that the value must not be moved away from. Every context has an AES key of its own, so that random
 * nonces meet only if one value is sealed billions of times.
 *
 * <p>Thread-safe: ciphers are made for each call, nothing is kept.
 */
final class AesGcmEnvelope {

    /** How much longer a sealed value is, in bytes. */
    static final int OVERHEAD = 38;

    private static final byte BY_TENANT_KEY = 1;
    private static final byte BY_DATA_KEY = 2;
    private static final byte AES_256_GCM = 1;
    private static final int HEADER_LENGTH = 2 + PayloadKey.ID_LENGTH;
    private static final int NONCE_LENGTH = 12;
    private static final int PREFIX_LENGTH = HEADER_LENGTH + NONCE_LENGTH;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private AesGcmEnvelope() {}

    /** Seals what is left of a buffer with a key of the tenant: a snapshot, or a data key. */
    static byte[] seal(PayloadKey key, Hash context, ByteBuffer plaintext) {
        return seal(BY_TENANT_KEY, key, context, plaintext);
    }

    /** Seals what is left of a buffer with a data key: a payload. */
    static byte[] sealWithDataKey(PayloadKey key, Hash context, ByteBuffer plaintext) {
        return seal(BY_DATA_KEY, key, context, plaintext);
    }

    private static byte[] seal(byte version, PayloadKey key, Hash context, ByteBuffer plaintext) {
        byte[] nonce = new byte[NONCE_LENGTH];
        RANDOM.nextBytes(nonce);
        ByteBuffer sealed = ByteBuffer.allocate(plaintext.remaining() + OVERHEAD);
        sealed.put(version).put(AES_256_GCM).put(key.idBytes()).put(nonce);
        try {
            cipher(Cipher.ENCRYPT_MODE, key, context, sealed.array()).doFinal(plaintext, sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM does not work here", e);
        }
        return sealed.array();
    }

    /**
     * Returns the id of the key that opens an envelope, in hex.
     *
     * @throws SealBrokenException if it is no envelope of this form
     */
    static String keyId(byte[] sealed) throws SealBrokenException {
        if (sealed.length < OVERHEAD) {
            throw new SealBrokenException("its " + sealed.length + " bytes are too few");
        }
        if ((sealed[0] != BY_TENANT_KEY && sealed[0] != BY_DATA_KEY) || sealed[1] != AES_256_GCM) {
            throw new SealBrokenException(
                    "its version " + sealed[0] + " and algorithm " + sealed[1] + " are not known");
        }
        return HexFormat.of().formatHex(sealed, 2, HEADER_LENGTH);
    }

    /** Whether the key that opens an envelope is a data key. */
    static boolean isOfDataKey(byte[] sealed) {
        return sealed.length > 0 && sealed[0] == BY_DATA_KEY;
    }

    /**
     * Opens an envelope.
     *
     * @throws SealBrokenException if it was not sealed with this key and context, or was altered since
     */
    static byte[] open(PayloadKey key, Hash context, byte[] sealed) throws SealBrokenException {
        try {
            return cipher(Cipher.DECRYPT_MODE, key, context, sealed)
                    .doFinal(sealed, PREFIX_LENGTH, sealed.length - PREFIX_LENGTH);
        } catch (AEADBadTagException e) {
            throw new SealBrokenException("it was altered, or was sealed for another place");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM does not work here", e);
        }
    }

    private static Cipher cipher(int mode, PayloadKey key, Hash context, byte[] sealed)
            throws GeneralSecurityException {
        byte[] bound = context.toByteArray();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(key.secret());
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(mac.doFinal(bound), "AES"),
                new GCMParameterSpec(TAG_BITS, Arrays.copyOfRange(sealed, HEADER_LENGTH, PREFIX_LENGTH)));
        cipher.updateAAD(sealed, 0, HEADER_LENGTH);
        cipher.updateAAD(bound);
        return cipher;
    }
}
