package com.stateset.sequencer.crypto;

import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Ed25519 of a JCA provider, made strict: the key, the encoding of R and the range of S are checked here, so that the provider
 * is only asked for the equation. Whether its equation is the cofactorless one is tried once, with signatures that only the
 * other accepts; if it is not, {@link PrimeOrderSubgroup} makes up for it on every signature. Throws what a provider throws that
 * breaks, and that does not take a valid key.
 */
final class JcaVerifier implements Ed25519Library.MessageVerifier {

    static final String ALGORITHM = "Ed25519";

    /**
     * What a remembered key takes with the JDK's provider and with Corretto's, in bytes, about; ValidKeysTest measures it. Others may
     * take more or less.
     */
    static final int KEY_BYTES = 1200;

    /** What stands before the 32 bytes of a key in X.509 (RFC 8410). */
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final Provider provider;
    private final KeyFactory factory;
    private final ValidKeys<KeyedSignature> keys = new ValidKeys<>(KEY_BYTES, this::decode);
    private final boolean cofactored;

    JcaVerifier(Provider provider) {
        this.provider = provider;
        try {
            this.factory = keyFactory(provider);
            Signature.getInstance(ALGORITHM, provider);
            this.cofactored = EdgeCase.COFACTORED.stream()
                    .anyMatch(edge -> satisfiesEquation(
                            edge.key(),
                            edge.message().toByteArray(),
                            edge.signature().toByteArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException("the provider " + provider.getName() + " has no " + ALGORITHM, e);
        } catch (ProviderException e) {
            throw new IllegalArgumentException(
                    "the provider " + provider.getName() + " cannot verify by " + ALGORITHM, e);
        }
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
            return keyed.get().use(message.length, verifier -> {
                take(verifier, message);
                return verifier.verify(signature);
            });
        } catch (SignatureException e) {
            // R is not a point of the curve.
            return false;
        } catch (GeneralSecurityException e) {
            throw notTaken(key, e);
        }
    }

    /** One that does not take a message has no verdict on its signature. */
    private static void take(Signature verifier, byte[] message) {
        try {
            verifier.update(message);
        } catch (SignatureException e) {
            throw new ProviderException("a message is not taken", e);
        }
    }

    private KeyedSignature decode(Ed25519PublicKey key) {
        byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + Ed25519PublicKey.LENGTH);
        System.arraycopy(key.toByteArray(), 0, encoded, X509_PREFIX.length, Ed25519PublicKey.LENGTH);
        try {
            PublicKey decoded = factory.generatePublic(new X509EncodedKeySpec(encoded));
            return new KeyedSignature(provider, verifier -> verifier.initVerify(decoded));
        } catch (GeneralSecurityException e) {
            throw notTaken(key, e);
        }
    }

    /** That is no verdict: somebody can have this key, or it would not have come here. */
    private ProviderException notTaken(Ed25519PublicKey key, GeneralSecurityException cause) {
        return new ProviderException(
                "the provider " + provider.getName() + " does not take the valid key " + key, cause);
    }

    /** The provider's name and version. */
    @Override
    public String toString() {
        return provider.getName() + " " + provider.getVersionStr();
    }
}
