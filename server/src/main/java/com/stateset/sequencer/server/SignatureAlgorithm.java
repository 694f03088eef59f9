package com.stateset.sequencer.server;

/** How the sequencer's signatures are called. */
final class SignatureAlgorithm {

    private SignatureAlgorithm() {}

    static String name(boolean isSigned) {
        return isSigned ? "ed25519" : "none";
    }
}
