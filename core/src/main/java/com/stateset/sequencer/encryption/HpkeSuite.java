package com.stateset.sequencer.encryption;

import com.stateset.sequencer.merkle.Hash;
import java.util.Optional;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;

/**
 * HPKE (RFC 9180) as PROTOCOL section 7 has it: base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, single shot, the payload's
 * associated data as {@code info}, and nothing as {@code aad}. The library's objects hold state, so that each call has its own.
 */
final class HpkeSuite {

    private static final byte[] NOTHING = {};

    private HpkeSuite() {}

    /** Encrypts a payload's key with a new ephemeral key. */
    static Ciphertext.WrappedKey wrap(RecipientKey recipient, X25519PrivateKey ephemeral, Hash aad, byte[] key) {
        HPKEContextWithEncapsulation context = suite().setupBaseS(
                        new X25519PublicKeyParameters(recipient.publicKey().toByteArray()),
                        aad.toByteArray(),
                        keyPair(ephemeral));
        try {
            return new Ciphertext.WrappedKey(recipient.keyId(), context.getEncapsulation(), context.seal(NOTHING, key));
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("HPKE does not work here", e);
        }
    }

    /** Decrypts a payload's key; empty if it was made for another key or another event, or was altered. */
    static Optional<byte[]> unwrap(Ciphertext.WrappedKey wrapped, X25519PrivateKey key, Hash aad) {
        try {
            return Optional.of(suite().setupBaseR(wrapped.encapsulated(), keyPair(key), aad.toByteArray())
                    .open(NOTHING, wrapped.wrapped()));
        } catch (InvalidCipherTextException | IllegalStateException | IllegalArgumentException e) {
            // The library's word for an encapsulated key of small order is one of the unchecked exceptions.
            return Optional.empty();
        }
    }

    private static AsymmetricCipherKeyPair keyPair(X25519PrivateKey key) {
        X25519PrivateKeyParameters secret = new X25519PrivateKeyParameters(key.toByteArray());
        return new AsymmetricCipherKeyPair(secret.generatePublicKey(), secret);
    }

    private static HPKE suite() {
        return new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
    }
}
