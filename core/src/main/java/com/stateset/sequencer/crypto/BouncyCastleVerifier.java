package com.stateset.sequencer.crypto;

import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Bouncy Castle's lightweight Ed25519, made strict. The library decides S &lt; L and the canonical encoding of R as PROTOCOL
 * section 3 wants it, but its equation is cofactored. That accepts signatures which OpenSSL, Go and the JDK refuse: an agent
 * could have an event accepted here that a stranger finds unsigned. {@link PrimeOrderSubgroup} says why, for a key of the
 * subgroup, one more question about R makes up for it.
 *
 * <p>Of the time this question takes, the memory of decoded keys gives a part back.
 */
final class BouncyCastleVerifier implements Ed25519Library.MessageVerifier {

    static final BouncyCastleVerifier INSTANCE = new BouncyCastleVerifier();

    /** What a remembered key takes, in bytes, about; ValidKeysTest measures it. */
    static final int KEY_BYTES = 240;

    private final ValidKeys<Ed25519.PublicPoint> keys = new ValidKeys<>(KEY_BYTES, BouncyCastleVerifier::decode);

    private BouncyCastleVerifier() {}

    static Ed25519.PublicPoint decode(Ed25519PublicKey key) {
        return Objects.requireNonNull(Ed25519.validatePublicKeyPartialExport(key.toByteArray(), 0));
    }

    @Override
    public boolean verify(Ed25519PublicKey key, byte[] message, Ed25519Signature signature) {
        byte[] bytes = signature.toByteArray();
        Optional<Ed25519.PublicPoint> point = keys.find(key);
        return point.isPresent()
                && Ed25519.verify(bytes, 0, point.get(), message, 0, message.length)
                && PrimeOrderSubgroup.contains(Arrays.copyOf(bytes, Ed25519PublicKey.LENGTH));
    }

    @Override
    public String toString() {
        return "Bouncy Castle";
    }
}
