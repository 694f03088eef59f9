package com.stateset.sequencer.crypto;

import com.stateset.sequencer.event.Ed25519PublicKey;
import java.util.Arrays;
import java.util.Optional;

/**
 * Whether 32 bytes can be anyone's Ed25519 key: the canonical encoding of a point of the subgroup of prime order, and not the
 * identity (PROTOCOL section 3). Every key that a correct program makes is one. The others are made for trouble: under a key
 * of small order one signature fits many messages, under one of mixed order libraries disagree about what it signed. Pure
 * functions; thread-safe.
 */
public final class PublicKeyCheck {

    /** Why bytes cannot be a key, in the order in which it is looked for. */
    public enum Problem {
        /** 32 zero bytes: a point of order 4, but most likely a key that was never filled in. */
        ALL_ZERO("it is all zero"),
        /** A number above the field's, or a sign for an x of zero. */
        NOT_CANONICAL("it is not the canonical encoding of a point"),
        /** The identity. */
        IDENTITY("it is the identity, whose signatures anyone can make"),
        /** No x goes with this y. */
        OFF_CURVE("it is not a point of the curve"),
        /** One of the eight torsion points. */
        SMALL_ORDER("it is a point of small order, whose signatures anyone can make"),
        /** A point of the subgroup plus one of the torsion points. */
        MIXED_ORDER("it is a point of mixed order, about whose signatures libraries disagree");

        private final String text;

        Problem(String text) {
            this.text = text;
        }

        /** Returns the reason, as half a sentence about the key. */
        @Override
        public String toString() {
            return text;
        }
    }

    private PublicKeyCheck() {}

    /** Returns why this key is impossible, if so. */
    public static Optional<Problem> problem(Ed25519PublicKey key) {
        byte[] bytes = key.toByteArray();
        if (Arrays.equals(bytes, new byte[Ed25519PublicKey.LENGTH])) {
            return Optional.of(Problem.ALL_ZERO);
        }
        if (!PointEncoding.isCanonical(bytes, 0)) {
            return Optional.of(Problem.NOT_CANONICAL);
        }
        if (PointEncoding.isIdentity(bytes)) {
            return Optional.of(Problem.IDENTITY);
        }
        return PointEncoding.isOnCurve(bytes) ? orderProblem(bytes) : Optional.of(Problem.OFF_CURVE);
    }

    /**
     * Returns without a value if somebody can have this key.
     *
     * @throws IllegalArgumentException if not; the message says why, in one sentence
     */
    public static void requireValid(Ed25519PublicKey key) {
        problem(key).ifPresent(problem -> {
            throw new IllegalArgumentException("the public key " + key + " is no valid Ed25519 key: " + problem);
        });
    }

    private static Optional<Problem> orderProblem(byte[] point) {
        if (PointEncoding.isTorsion(point)) {
            return Optional.of(Problem.SMALL_ORDER);
        }
        return PrimeOrderSubgroup.contains(point) ? Optional.empty() : Optional.of(Problem.MIXED_ORDER);
    }
}
