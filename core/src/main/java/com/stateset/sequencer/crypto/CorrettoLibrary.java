package com.stateset.sequencer.crypto;

import java.security.Provider;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Amazon's Corretto provider (ACCP), native code for Linux and macOS, if the application has it on its path
 * ({@code software.amazon.cryptools:AmazonCorrettoCryptoProvider} with a classifier such as {@code linux-x86_64}). It is asked
 * here by name and need not be installed among the JVM's providers; what else of the application uses it is not changed.
 *
 * <p>It decides what a log accepts only after it has shown, on this machine, the protocol's verdict on every edge case and the
 * same signature as the library that would be used without it. If it is there and does not, a warning says why. If it breaks later,
 * that library answers ({@link FallbackVerifier}).
 */
final class CorrettoLibrary implements Ed25519Library {

    private static final Logger LOG = LoggerFactory.getLogger(CorrettoLibrary.class);
    static final String PROVIDER = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    private final Provider provider;
    private final FallbackVerifier verifier;
    private final Ed25519Library other;

    /**
     * On a provider that can sign and verify.
     *
     * @param other derives public keys, for which JCA has no call, and answers where the provider breaks
     */
    CorrettoLibrary(Provider provider, Ed25519Library other) {
        this.provider = provider;
        this.verifier = new FallbackVerifier(new JcaVerifier(provider), other.verifier());
        this.other = other;
    }

    /** Returns the provider that a loader has; nothing if it has none, or one that does not work here, which is logged. */
    static Optional<Ed25519Library> find(ClassLoader loader, Ed25519Library other) {
        try {
            Ed25519Library found = tried(load(Class.forName(PROVIDER, true, loader)), other);
            LOG.debug("Ed25519 signatures are made and verified by {}", found.verifier());
            return Optional.of(found);
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOG.warn(
                    "Amazon's Corretto provider is on the path and cannot be used; Ed25519 signatures are made and verified by {}",
                    other.verifier(),
                    e);
            return Optional.empty();
        }
    }

    /** The provider that a class has, if its native code works. */
    static Provider load(Class<?> type) throws ReflectiveOperationException {
        Object instance = type.getField("INSTANCE").get(null);
        Throwable problem =
                (@Nullable Throwable) type.getMethod("getLoadingError").invoke(instance);
        if (problem != null) {
            throw new IllegalStateException("its native code cannot be loaded", problem);
        }
        return (Provider) instance;
    }

    /**
     * Returns the library on a provider.
     *
     * @throws IllegalArgumentException if its verdicts or signatures are not the protocol's
     */
    static Ed25519Library tried(Provider provider, Ed25519Library other) {
        CorrettoLibrary library = new CorrettoLibrary(provider, other);
        library.verifier.selfTest();
        byte[] seed = new byte[SigningKey.SEED_LENGTH];
        byte[] publicKey = other.publicKey(seed);
        if (!Arrays.equals(
                new JcaSigner(provider, seed).sign(publicKey),
                other.signer(seed, publicKey).sign(publicKey))) {
            throw new IllegalArgumentException("its signature is not that of RFC 8032");
        }
        return library;
    }

    @Override
    public byte[] publicKey(byte[] seed) {
        return other.publicKey(seed);
    }

    @Override
    public MessageSigner signer(byte[] seed, byte[] publicKey) {
        MessageSigner instead = other.signer(seed, publicKey);
        MessageSigner own = verifier.answer(() -> new JcaSigner(provider, seed), () -> instead);
        return message -> verifier.answer(() -> own.sign(message), () -> instead.sign(message));
    }

    @Override
    public MessageVerifier verifier() {
        return verifier;
    }
}
