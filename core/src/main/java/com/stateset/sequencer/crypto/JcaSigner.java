package com.stateset.sequencer.crypto;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Signs with one key by a JCA provider's {@code Ed25519}. A signature object that has the key already is kept for the next
 * call: a native provider takes as long to take a key over as to sign. It lives as long as the key it belongs to.
 */
final class JcaSigner implements Ed25519Library.MessageSigner {

    /** What stands before the 32 bytes of a seed in PKCS #8 (RFC 8410). */
    private static final byte[] PKCS8_PREFIX = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private final Provider provider;
    private final PrivateKey key;
    private final AtomicReference<@Nullable Signature> idle = new AtomicReference<>();

    JcaSigner(Provider provider, byte[] seed) {
        byte[] encoded = Arrays.copyOf(PKCS8_PREFIX, PKCS8_PREFIX.length + SigningKey.SEED_LENGTH);
        System.arraycopy(seed, 0, encoded, PKCS8_PREFIX.length, SigningKey.SEED_LENGTH);
        this.provider = provider;
        try {
            this.key = JcaVerifier.keyFactory(provider).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw unable(e);
        }
    }

    @Override
    public byte[] sign(byte[] message) {
        try {
            Signature kept = idle.getAndSet(null);
            Signature signer = kept != null ? kept : begin();
            signer.update(message);
            byte[] signature = signer.sign();
            idle.set(signer);
            return signature;
        } catch (GeneralSecurityException e) {
            throw unable(e);
        }
    }

    private Signature begin() throws GeneralSecurityException {
        Signature signer = Signature.getInstance(JcaVerifier.ALGORITHM, provider);
        signer.initSign(key);
        return signer;
    }

    private IllegalStateException unable(GeneralSecurityException cause) {
        return new IllegalStateException("the provider " + provider.getName() + " cannot sign by Ed25519", cause);
    }
}
