package com.stateset.sequencer.encryption;

import com.stateset.sequencer.merkle.Hash;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256-GCM with the tag behind the ciphertext. */
final class PayloadCipher {

    private static final int TAG_BITS = 8 * Ciphertext.TAG_LENGTH;

    private PayloadCipher() {}

    static byte[] encrypt(byte[] key, byte[] nonce, Hash aad, byte[] plaintext) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, key, nonce, aad).doFinal(plaintext);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM does not work here", e);
        }
    }

    /** Returns the plaintext; empty if this was encrypted otherwise, or altered. */
    static Optional<byte[]> decrypt(byte[] key, Ciphertext sealed, Hash aad) {
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, sealed.nonce(), aad);
            byte[] plaintext = new byte[sealed.ciphertext().length];
            int written = cipher.update(sealed.ciphertext(), 0, sealed.ciphertext().length, plaintext);
            cipher.doFinal(sealed.tag(), 0, sealed.tag().length, plaintext, written);
            return Optional.of(plaintext);
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM does not work here", e);
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce, Hash aad) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(aad.toByteArray());
        return cipher;
    }
}
