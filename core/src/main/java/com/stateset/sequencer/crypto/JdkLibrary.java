package com.stateset.sequencer.crypto;

import com.stateset.sequencer.event.Ed25519PublicKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/**
 * The JVM's own Ed25519 (JEP 339): that of its first provider that has one, which is the JDK's unless the application has
 * added a faster one before it.
 */
final class JdkLibrary implements Ed25519Library {

    private final Provider provider;
    private final MessageVerifier verifier;

    JdkLibrary() {
        try {
            this.provider = KeyFactory.getInstance(JcaVerifier.ALGORITHM).getProvider();
            this.verifier = new JcaVerifier(provider);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /**
     * There is no call for it: a private key's public half is known to the generator alone. A generator draws the seed from
     * the random numbers that it is given, so it is given the seed; that it took it is checked.
     */
    @Override
    public byte[] publicKey(byte[] seed) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(JcaVerifier.ALGORITHM);
            generator.initialize(NamedParameterSpec.ED25519, new Given(seed));
            KeyPair pair = generator.generateKeyPair();
            if (!(pair.getPrivate() instanceof EdECPrivateKey made)
                    || made.getBytes()
                            .filter(bytes -> Arrays.equals(bytes, seed))
                            .isEmpty()) {
                throw new GeneralSecurityException(generator.getProvider() + " makes keys in a way of its own");
            }
            byte[] encoded = pair.getPublic().getEncoded();
            return Arrays.copyOfRange(encoded, encoded.length - Ed25519PublicKey.LENGTH, encoded.length);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    @Override
    public MessageSigner signer(byte[] seed, byte[] publicKey) {
        return new JcaSigner(provider, seed);
    }

    @Override
    public MessageVerifier verifier() {
        return verifier;
    }

    private static IllegalStateException missing(GeneralSecurityException cause) {
        return new IllegalStateException(
                "this JVM's providers do not have all of Ed25519: add org.bouncycastle:bcprov-jdk18on to the application",
                cause);
    }

    /** "Random" numbers that are known. */
    private static final class Given extends SecureRandom {

        private static final long serialVersionUID = 1;

        private final byte[] bytes;

        Given(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void nextBytes(byte[] target) {
            System.arraycopy(bytes, 0, target, 0, Math.min(bytes.length, target.length));
        }
    }
}
