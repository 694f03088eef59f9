package com.stateset.sequencer.tlog;

/**
 * Ed25519 (RFC 8032) with one private key. What it is given is a text of several lines; everything else a sequencer's key signs
 * is a hash of 32 bytes, which no such text is, so that a signature for one never passes for the other.
 */
@FunctionalInterface
public interface NoteSigner {

    /** Returns the 64 bytes of the signature over a message. Deterministic. */
    byte[] sign(byte[] message);
}
