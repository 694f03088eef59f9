package com.stateset.sequencer.tlog;

/** Ed25519 (RFC 8032) with any public key, in the strict reading of PROTOCOL section 3. Thread-safe. */
@FunctionalInterface
public interface NoteVerifier {

    /** Whether the 64 bytes of {@code signature} are that of the 32 bytes of {@code publicKey} over a message. None of them makes it throw. */
    boolean verify(byte[] publicKey, byte[] message, byte[] signature);
}
