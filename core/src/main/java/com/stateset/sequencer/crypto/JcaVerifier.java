package com.stateset.sequencer.crypto;

import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.merkle.Hash;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** Ed25519 of a JCA provider. */
final class JcaVerifier implements SignatureVerifier {

    private static final String ALGORITHM = "Ed25519";

    /** What stands before the 32 bytes of a key in X.509 (RFC 8410). */
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final Provider provider;
    private final KeyFactory keys;

    JcaVerifier(Provider provider) {
        this.provider = provider;
        try {
            this.keys = KeyFactory.getInstance(ALGORITHM, provider);
            Signature.getInstance(ALGORITHM, provider);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException("the provider " + provider.getName() + " has no " + ALGORITHM, e);
        }
    }

    @Override
    public boolean verify(Ed25519PublicKey key, Hash hash, Ed25519Signature signature) {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM, provider);
            verifier.initVerify(publicKey(key));
            verifier.update(hash.toByteArray());
            return verifier.verify(signature.toByteArray());
        } catch (GeneralSecurityException e) {
            // Not a point of the curve, or not a signature's form.
            return false;
        }
    }

    private PublicKey publicKey(Ed25519PublicKey key) throws GeneralSecurityException {
        byte[] encoded = new byte[X509_PREFIX.length + Ed25519PublicKey.LENGTH];
        System.arraycopy(X509_PREFIX, 0, encoded, 0, X509_PREFIX.length);
        System.arraycopy(key.toByteArray(), 0, encoded, X509_PREFIX.length, Ed25519PublicKey.LENGTH);
        return keys.generatePublic(new X509EncodedKeySpec(encoded));
    }
}
