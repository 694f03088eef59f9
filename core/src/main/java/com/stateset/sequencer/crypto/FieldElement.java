package com.stateset.sequencer.crypto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A number modulo {@code p = 2^255 - 19}, the field of the curve; immutable.
 *
 * <p>Five limbs of 51 bits, the lowest first: {@code 5 * 51 = 255}, so that what runs over the top comes back at the bottom
 * times 19. After every operation the lowest limb is below {@code 2^51 + 2^15} and the others are below {@code 2^51}. That
 * leaves room: a column of a product is the sum of at most ten numbers of 51 bits and a little, and 20 times that is below
 * {@code 2^59}. One number of the field has several such spellings; {@link #isZero} and {@link #equals} do not mind.
 *
 * <p>Runs in varying time and is for public numbers only: keys to be checked, and signatures. Nothing secret comes here.
 */
final class FieldElement {

    static final FieldElement ONE = of(1);

    private static final int LIMBS = 5;
    private static final int BITS = 51;
    private static final long MASK = (1L << BITS) - 1;

    /** How far a limb's upper half, of which 13 bits are in the lower word of a product, has to be moved. */
    private static final int UPPER = Long.SIZE - BITS;

    /** A root of -1: {@code 2^((p-1)/4)}. */
    static final FieldElement I = of(2).powTwoTo252MinusThree().squared(1).times(of(2));

    private final long[] limbs;

    private FieldElement(long[] owned) {
        this.limbs = owned;
    }

    /** Returns a small number, at least 0 and below {@code 2^51}. */
    static FieldElement of(long number) {
        return new FieldElement(new long[] {number, 0, 0, 0, 0});
    }

    /** Reads 32 bytes, the lowest first; the highest bit, in which points have a sign, is left out. */
    static FieldElement decode(byte[] bytes) {
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return new FieldElement(new long[] {
            words.getLong(0) & MASK,
            (words.getLong(6) >>> 3) & MASK,
            (words.getLong(12) >>> 6) & MASK,
            (words.getLong(19) >>> 1) & MASK,
            (words.getLong(24) >>> 12) & MASK
        });
    }

    FieldElement plus(FieldElement that) {
        long[] sum = new long[LIMBS];
        for (int i = 0; i < LIMBS; i++) {
            sum[i] = limbs[i] + that.limbs[i];
        }
        return carried(sum);
    }

    /** Adds {@code 2p} first, so that no limb falls below zero. */
    FieldElement minus(FieldElement that) {
        long[] difference = new long[LIMBS];
        for (int i = 0; i < LIMBS; i++) {
            difference[i] = limbs[i] + 2 * (MASK - (i == 0 ? 18 : 0)) - that.limbs[i];
        }
        return carried(difference);
    }

    FieldElement negated() {
        return of(0).minus(this);
    }

    FieldElement times(FieldElement that) {
        long[] columns = new long[2 * LIMBS];
        for (int i = 0; i < LIMBS; i++) {
            for (int j = 0; j < LIMBS; j++) {
                long low = limbs[i] * that.limbs[j];
                columns[i + j] += low & MASK;
                columns[i + j + 1] += (Math.multiplyHigh(limbs[i], that.limbs[j]) << UPPER) | (low >>> BITS);
            }
        }
        long[] product = new long[LIMBS];
        for (int i = 0; i < LIMBS; i++) {
            product[i] = columns[i] + 19 * columns[i + LIMBS];
        }
        return carried(product);
    }

    /** Returns {@code this^(2^times)}. */
    FieldElement squared(int times) {
        FieldElement power = this;
        for (int i = 0; i < times; i++) {
            power = power.times(power);
        }
        return power;
    }

    /**
     * Returns a root of {@code this / below}, if that is a square, as 0 is; nothing else is one over 0. As {@code p = 5 mod
     * 8}, a candidate is {@code x = u v^3 (u v^7)^((p-5)/8)}, or x times the root of -1 (RFC 8032, section 5.1.3).
     */
    Optional<FieldElement> sqrtOfRatio(FieldElement below) {
        FieldElement cube = below.squared(1).times(below);
        FieldElement x = times(cube)
                .times(times(cube.squared(1)).times(below).powTwoTo252MinusThree());
        FieldElement check = x.squared(1).times(below);
        if (check.minus(this).isZero()) {
            return Optional.of(x);
        }
        return check.plus(this).isZero() ? Optional.of(x.times(I)) : Optional.empty();
    }

    boolean isZero() {
        FieldElement reduced = carried(limbs.clone());
        // What is p or more has a bit above once 19 is added.
        long over = 19;
        for (long limb : reduced.limbs) {
            over = (limb + over) >>> BITS;
        }
        reduced.limbs[0] += 19 * over;
        long all = 0;
        long carry = 0;
        for (long limb : reduced.limbs) {
            all |= (limb + carry) & MASK;
            carry = (limb + carry) >>> BITS;
        }
        return all == 0;
    }

    /** The exponent is {@code (p - 5) / 8}: 250 ones, a zero, and a one. */
    private FieldElement powTwoTo252MinusThree() {
        FieldElement ones2 = squared(1).times(this);
        FieldElement ones4 = ones2.squared(2).times(ones2);
        FieldElement ones5 = ones4.squared(1).times(this);
        FieldElement ones10 = ones5.squared(5).times(ones5);
        FieldElement ones20 = ones10.squared(10).times(ones10);
        FieldElement ones40 = ones20.squared(20).times(ones20);
        FieldElement ones50 = ones40.squared(10).times(ones10);
        FieldElement ones100 = ones50.squared(50).times(ones50);
        FieldElement ones200 = ones100.squared(100).times(ones100);
        FieldElement ones250 = ones200.squared(50).times(ones50);
        return ones250.squared(2).times(this);
    }

    /** Moves what is above 51 bits one limb up, and from the top to the bottom. */
    private static FieldElement carried(long[] owned) {
        long carry = 0;
        for (int i = 0; i < LIMBS; i++) {
            long limb = owned[i] + carry;
            owned[i] = limb & MASK;
            carry = limb >>> BITS;
        }
        owned[0] += 19 * carry;
        return new FieldElement(owned);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldElement that && minus(that).isZero();
    }

    /** One for all: equal numbers have several spellings, and none is ever a key. */
    @Override
    public int hashCode() {
        return 0;
    }
}
