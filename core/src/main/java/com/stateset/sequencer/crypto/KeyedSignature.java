package com.stateset.sequencer.crypto;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Signature;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A JCA provider's Ed25519 with one key. An object that has taken the key over already is kept for the next call: taking one
 * over costs a native provider as much time as to sign, and memory outside the heap until the collector comes. Calls at the
 * same time have objects of their own. Some providers gather the message in a buffer that stays as long as the object, so one that
 * has had a long message is not kept. Thread-safe.
 */
final class KeyedSignature {

    /** The longest message of an object that is kept, in bytes: a hash has 32, a checkpoint about 150. */
    private static final int LONGEST = 256;

    private final Provider provider;
    private final Initializer initializer;
    private final AtomicReference<@Nullable Signature> idle = new AtomicReference<>();

    KeyedSignature(Provider provider, Initializer initializer) {
        this.provider = provider;
        this.initializer = initializer;
    }

    /** Gives an object its key. */
    @FunctionalInterface
    interface Initializer {

        void init(Signature signature) throws GeneralSecurityException;
    }

    /** Signs or verifies, and leaves the object as it was; one that fails is not used again. */
    @FunctionalInterface
    interface Use<T> {

        T by(Signature signature) throws GeneralSecurityException;
    }

    /**
     * Uses an object that has the key.
     *
     * @param length of the message that it is given, in bytes
     */
    <T> T use(int length, Use<T> use) throws GeneralSecurityException {
        Signature kept = idle.getAndSet(null);
        Signature signature = kept != null ? kept : begin();
        T result = use.by(signature);
        if (length <= LONGEST) {
            idle.set(signature);
        }
        return result;
    }

    private Signature begin() throws GeneralSecurityException {
        Signature signature = Signature.getInstance(JcaVerifier.ALGORITHM, provider);
        initializer.init(signature);
        return signature;
    }
}
