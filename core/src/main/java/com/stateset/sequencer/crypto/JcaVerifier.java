package com.stateset.sequencer.crypto;

import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Ed25519 of a JCA provider, made strict: the key, the encoding of R and the range of S are checked here, so that the provider
 * is only asked for the equation. Whether its equation is the cofactorless one is tried once, with signatures that only the
 * other accepts; if it is not, {@link PrimeOrderSubgroup} makes up for it on every signature.
 */
final class JcaVerifier implements Ed25519Library.MessageVerifier {

    static final String ALGORITHM = "Ed25519";

    /** What stands before the 32 bytes of a key in X.509 (RFC 8410). */
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final Provider provider;
    private final KeyFactory factory;
    private final ValidKeys<KeyedSignature> keys = new ValidKeys<>(this::decode);
    private final boolean cofactored;

    JcaVerifier(Provider provider) {
        this.provider = provider;
        try {
            this.factory = keyFactory(provider);
            Signature.getInstance(ALGORITHM, provider);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException("the provider " + provider.getName() + " has no " + ALGORITHM, e);
        }
        this.cofactored = EdgeCase.COFACTORED.stream()
                .anyMatch(edge -> satisfiesEquation(
                        edge.key(),
                        edge.message().toByteArray(),
                        edge.signature().toByteArray()));
    }

    /**
     * Makes keys that the provider takes: its own or, if it leaves them to others as Corretto's does, those of the JVM.
     *
     * @throws NoSuchAlgorithmException if the JVM has none either
     */
    static KeyFactory keyFactory(Provider provider) throws NoSuchAlgorithmException {
        return provider.getService("KeyFactory", ALGORITHM) != null
                ? KeyFactory.getInstance(ALGORITHM, provider)
                : KeyFactory.getInstance(ALGORITHM);
    }

    @Override
    public boolean verify(Ed25519PublicKey key, byte[] message, Ed25519Signature signature) {
        byte[] bytes = signature.toByteArray();
        return PointEncoding.isCanonical(bytes, 0)
                && PointEncoding.isScalar(bytes, Ed25519PublicKey.LENGTH)
                && satisfiesEquation(key, message, bytes)
                && (!cofactored || PrimeOrderSubgroup.contains(Arrays.copyOf(bytes, Ed25519PublicKey.LENGTH)));
    }

    private boolean satisfiesEquation(Ed25519PublicKey key, byte[] message, byte[] signature) {
        Optional<KeyedSignature> keyed = keys.find(key);
        if (keyed.isEmpty()) {
            return false;
        }
        try {
            return keyed.get().use(verifier -> {
                verifier.update(message);
                return verifier.verify(signature);
            });
        } catch (GeneralSecurityException e) {
            // R is not a point of the curve.
            return false;
        }
    }

    private Optional<KeyedSignature> decode(Ed25519PublicKey key) {
        byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + Ed25519PublicKey.LENGTH);
        System.arraycopy(key.toByteArray(), 0, encoded, X509_PREFIX.length, Ed25519PublicKey.LENGTH);
        try {
            PublicKey decoded = factory.generatePublic(new X509EncodedKeySpec(encoded));
            return Optional.of(new KeyedSignature(provider, verifier -> verifier.initVerify(decoded)));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** The provider's name and version. */
    @Override
    public String toString() {
        return provider.getName() + " " + provider.getVersionStr();
    }
}
