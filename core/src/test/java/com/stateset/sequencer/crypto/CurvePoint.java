package com.stateset.sequencer.crypto;

import static java.math.BigInteger.ONE;
import static java.math.BigInteger.ZERO;

import java.math.BigInteger;
import java.util.HexFormat;

/** A point of Ed25519's curve in textbook arithmetic, to make points that no signer makes. */
record CurvePoint(BigInteger x, BigInteger y) {

    static final CurvePoint IDENTITY = new CurvePoint(ZERO, ONE);

    private static final BigInteger P = ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
    private static final BigInteger D = BigInteger.valueOf(-121_665)
            .multiply(BigInteger.valueOf(121_666).modInverse(P))
            .mod(P);
    private static final BigInteger I = BigInteger.TWO.modPow(P.shiftRight(2), P);

    static final CurvePoint ORDER_8 =
            decode(HexFormat.of().parseHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"));

    static CurvePoint decode(byte[] encoded) {
        BigInteger bits = new BigInteger(1, reversed(encoded));
        BigInteger y = bits.clearBit(255);
        BigInteger squared = y.multiply(y)
                .subtract(ONE)
                .multiply(D.multiply(y).multiply(y).add(ONE).modInverse(P))
                .mod(P);
        BigInteger x = squared.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
        x = x.multiply(x).mod(P).equals(squared) ? x : x.multiply(I).mod(P);
        return new CurvePoint(
                x.testBit(0) == bits.testBit(255) ? x : P.subtract(x).mod(P), y);
    }

    CurvePoint plus(CurvePoint that) {
        BigInteger k =
                D.multiply(x).multiply(that.x).multiply(y).multiply(that.y).mod(P);
        return new CurvePoint(
                quotient(x.multiply(that.y).add(y.multiply(that.x)), ONE.add(k)),
                quotient(y.multiply(that.y).add(x.multiply(that.x)), ONE.subtract(k)));
    }

    byte[] encode() {
        BigInteger bits = x.testBit(0) ? y.setBit(255) : y;
        byte[] bytes = bits.toByteArray();
        byte[] padded = new byte[32];
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, padded, 32 - length, length);
        return reversed(padded);
    }

    private static BigInteger quotient(BigInteger above, BigInteger below) {
        return above.multiply(below.modInverse(P)).mod(P);
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }
}
