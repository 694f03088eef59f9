package com.stateset.sequencer.crypto;

import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Bouncy Castle's lightweight Ed25519, in plain Java. */
final class BouncyCastleLibrary implements Ed25519Library {

    @Override
    public byte[] publicKey(byte[] seed) {
        byte[] publicKey = new byte[Ed25519PublicKey.LENGTH];
        Ed25519.generatePublicKey(seed, 0, publicKey, 0);
        return publicKey;
    }

    @Override
    public MessageSigner signer(byte[] seed, byte[] publicKey) {
        return message -> {
            byte[] signature = new byte[Ed25519Signature.LENGTH];
            Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
            return signature;
        };
    }

    @Override
    public MessageVerifier verifier() {
        return BouncyCastleVerifier.INSTANCE;
    }
}
