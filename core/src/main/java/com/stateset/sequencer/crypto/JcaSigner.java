package com.stateset.sequencer.crypto;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** Signs with one key by a JCA provider's Ed25519. */
final class JcaSigner implements Ed25519Library.MessageSigner {

    /** What stands before the 32 bytes of a seed in PKCS #8 (RFC 8410). */
    private static final byte[] PKCS8_PREFIX = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private final Provider provider;
    private final KeyedSignature keyed;

    JcaSigner(Provider provider, byte[] seed) {
        byte[] encoded = Arrays.copyOf(PKCS8_PREFIX, PKCS8_PREFIX.length + SigningKey.SEED_LENGTH);
        System.arraycopy(seed, 0, encoded, PKCS8_PREFIX.length, SigningKey.SEED_LENGTH);
        this.provider = provider;
        try {
            PrivateKey key = JcaVerifier.keyFactory(provider).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            this.keyed = new KeyedSignature(provider, signature -> signature.initSign(key));
        } catch (GeneralSecurityException e) {
            throw unable(e);
        }
    }

    @Override
    public byte[] sign(byte[] message) {
        try {
            return keyed.use(message.length, signature -> {
                signature.update(message);
                return signature.sign();
            });
        } catch (GeneralSecurityException e) {
            throw unable(e);
        }
    }

    private IllegalStateException unable(GeneralSecurityException cause) {
        return new IllegalStateException("the provider " + provider.getName() + " cannot sign by Ed25519", cause);
    }
}
