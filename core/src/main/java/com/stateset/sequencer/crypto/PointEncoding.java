package com.stateset.sequencer.crypto;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The 32 bytes of a point (RFC 8032, section 5.1.2): y little-endian, and in the highest bit whether x is odd. And the 32
 * bytes of S.
 *
 * <p>Canonical is what an encoder writes: {@code y < p}, and no sign for an x that has none, {@code x = 0}. Libraries differ
 * in what else they take, 26 spellings in all, so each number is looked at here, before any library is.
 */
final class PointEncoding {

    private static final int LENGTH = 32;
    private static final int SIGN = 0x80;

    /** p - 1, which is -1: the y of the point of order 2. */
    private static final byte[] MINUS_ONE =
            littleEndian("7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec");

    /** The y of two of the points of order 8; the two others have its negative. */
    private static final byte[] ORDER_8 =
            littleEndian("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7");

    private static final byte[] MINUS_ORDER_8 =
            littleEndian("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826");

    /** The order of the subgroup. */
    private static final byte[] ORDER =
            littleEndian("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed");

    private PointEncoding() {}

    /** Whether the 32 bytes from {@code at} on are how an encoder writes a point; not whether there is one. */
    static boolean isCanonical(byte[] bytes, int at) {
        byte[] y = y(bytes, at);
        boolean signed = (bytes[at + LENGTH - 1] & SIGN) != 0;
        int toMinusOne = compare(y, 0, MINUS_ONE);
        return toMinusOne <= 0 && !(signed && (toMinusOne == 0 || isOne(y)));
    }

    /** Whether a canonical encoding is that of the identity, {@code y = 1}. */
    static boolean isIdentity(byte[] bytes) {
        return isOne(bytes);
    }

    /** Whether there is a point with this y: whether {@code (y^2 - 1) / (d y^2 + 1)}, d = -121665/121666, is a square. */
    static boolean isOnCurve(byte[] bytes) {
        FieldElement square = FieldElement.decode(bytes).squared(1);
        FieldElement above = square.minus(FieldElement.ONE).times(FieldElement.of(121_666));
        FieldElement below = FieldElement.of(121_666).minus(square.times(FieldElement.of(121_665)));
        return above.sqrtOfRatio(below).isPresent();
    }

    /** Whether a canonical encoding is that of one of the eight torsion points, which have five y among them. */
    static boolean isTorsion(byte[] bytes) {
        byte[] y = y(bytes, 0);
        return isOne(y)
                || Arrays.equals(y, new byte[LENGTH])
                || Arrays.equals(y, MINUS_ONE)
                || Arrays.equals(y, ORDER_8)
                || Arrays.equals(y, MINUS_ORDER_8);
    }

    /** Whether the 32 bytes from {@code at} on are a number below the order of the subgroup. */
    static boolean isScalar(byte[] bytes, int at) {
        return compare(bytes, at, ORDER) < 0;
    }

    private static byte[] y(byte[] bytes, int at) {
        byte[] y = new byte[LENGTH];
        System.arraycopy(bytes, at, y, 0, LENGTH);
        y[LENGTH - 1] &= (byte) ~SIGN;
        return y;
    }

    private static boolean isOne(byte[] y) {
        int others = 0;
        for (int i = 1; i < LENGTH; i++) {
            others |= y[i];
        }
        return y[0] == 1 && others == 0;
    }

    private static int compare(byte[] bytes, int at, byte[] bound) {
        for (int i = LENGTH - 1; i >= 0; i--) {
            int difference = Byte.compareUnsigned(bytes[at + i], bound[i]);
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    private static byte[] littleEndian(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        for (int i = 0; i < LENGTH / 2; i++) {
            byte low = bytes[i];
            bytes[i] = bytes[LENGTH - 1 - i];
            bytes[LENGTH - 1 - i] = low;
        }
        return bytes;
    }
}
