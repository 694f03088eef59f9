package com.stateset.sequencer.crypto;

import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.merkle.Hash;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Bouncy Castle's lightweight Ed25519. */
enum BouncyCastleVerifier implements SignatureVerifier {
    INSTANCE;

    @Override
    public boolean verify(Ed25519PublicKey key, Hash hash, Ed25519Signature signature) {
        return Ed25519.verify(signature.toByteArray(), 0, key.toByteArray(), 0, hash.toByteArray(), 0, Hash.LENGTH);
    }
}
