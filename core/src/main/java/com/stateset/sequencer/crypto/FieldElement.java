package com.stateset.sequencer.crypto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A number modulo {@code p = 2^255 - 19}, the field of the curve; immutable.
 *
 * <p>Five limbs of 51 bits, the lowest first: {@code 5 * 51 = 255}, so that what runs over the top comes back at the bottom
 * times 19. After every operation the lowest limb is below {@code 2^51 + 2^15} and the others are below {@code 2^51}. One
 * number of the field has several such spellings; {@link #isZero} and {@link #equals} do not mind.
 *
 * <p><b>Products.</b> A column is a sum of five products of two limbs, each below {@code 2^108} and too long for a word. Each
 * is cut at bit 51: {@code product = high * 2^51 + low}. The high parts come out of {@code multiplyHigh} in place if one
 * factor is moved up by 6 bits and the other by 7, and five of them are below {@code 2^59}. The low parts need not be cut out
 * one by one: their sum is below {@code 2^54}, so that it is known from its last 64 bits, which are those of the products'
 * sum less {@code 2^51} times the sum of the high parts. Hence two multiplications and two additions for each product.
 *
 * <p>Runs in varying time and is for public numbers only: keys to be checked, and signatures. Nothing secret comes here.
 */
final class FieldElement {

    static final FieldElement ONE = of(1);

    private static final int BITS = 51;
    private static final long MASK = (1L << BITS) - 1;

    /** A root of -1: {@code 2^((p-1)/4)}. */
    static final FieldElement I = of(2).powTwoTo252MinusThree().squared(1).times(of(2));

    private final long l0;
    private final long l1;
    private final long l2;
    private final long l3;
    private final long l4;

    /** Carries what is above 51 bits into the next limb, and from the highest into the lowest. */
    private FieldElement(long l0, long l1, long l2, long l3, long l4) {
        long c1 = l1 + (l0 >>> BITS);
        long c2 = l2 + (c1 >>> BITS);
        long c3 = l3 + (c2 >>> BITS);
        long c4 = l4 + (c3 >>> BITS);
        this.l0 = (l0 & MASK) + 19 * (c4 >>> BITS);
        this.l1 = c1 & MASK;
        this.l2 = c2 & MASK;
        this.l3 = c3 & MASK;
        this.l4 = c4 & MASK;
    }

    /** Returns a small number, at least 0 and below {@code 2^51}. */
    static FieldElement of(long number) {
        return new FieldElement(number, 0, 0, 0, 0);
    }

    /** Reads 32 bytes, the lowest first; the highest bit, in which points have a sign, is left out. */
    static FieldElement decode(byte[] bytes) {
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return new FieldElement(
                words.getLong(0) & MASK,
                (words.getLong(6) >>> 3) & MASK,
                (words.getLong(12) >>> 6) & MASK,
                (words.getLong(19) >>> 1) & MASK,
                (words.getLong(24) >>> 12) & MASK);
    }

    FieldElement plus(FieldElement that) {
        return new FieldElement(l0 + that.l0, l1 + that.l1, l2 + that.l2, l3 + that.l3, l4 + that.l4);
    }

    /** Adds {@code 2p} first, so that no limb falls below zero. */
    FieldElement minus(FieldElement that) {
        return new FieldElement(
                l0 + 2 * (MASK - 18) - that.l0,
                l1 + 2 * MASK - that.l1,
                l2 + 2 * MASK - that.l2,
                l3 + 2 * MASK - that.l3,
                l4 + 2 * MASK - that.l4);
    }

    FieldElement negated() {
        return of(0).minus(this);
    }

    FieldElement times(FieldElement b) {
        // What belongs above the highest limb.
        long m1 = 19 * b.l1;
        long m2 = 19 * b.l2;
        long m3 = 19 * b.l3;
        long m4 = 19 * b.l4;
        long h0 = high(l0, b.l0) + high(l1, m4) + high(l2, m3) + high(l3, m2) + high(l4, m1);
        long h1 = high(l0, b.l1) + high(l1, b.l0) + high(l2, m4) + high(l3, m3) + high(l4, m2);
        long h2 = high(l0, b.l2) + high(l1, b.l1) + high(l2, b.l0) + high(l3, m4) + high(l4, m3);
        long h3 = high(l0, b.l3) + high(l1, b.l2) + high(l2, b.l1) + high(l3, b.l0) + high(l4, m4);
        long h4 = high(l0, b.l4) + high(l1, b.l3) + high(l2, b.l2) + high(l3, b.l1) + high(l4, b.l0);
        return new FieldElement(
                l0 * b.l0 + l1 * m4 + l2 * m3 + l3 * m2 + l4 * m1 - (h0 << BITS) + 19 * h4,
                l0 * b.l1 + l1 * b.l0 + l2 * m4 + l3 * m3 + l4 * m2 - (h1 << BITS) + h0,
                l0 * b.l2 + l1 * b.l1 + l2 * b.l0 + l3 * m4 + l4 * m3 - (h2 << BITS) + h1,
                l0 * b.l3 + l1 * b.l2 + l2 * b.l1 + l3 * b.l0 + l4 * m4 - (h3 << BITS) + h2,
                l0 * b.l4 + l1 * b.l3 + l2 * b.l2 + l3 * b.l1 + l4 * b.l0 - (h4 << BITS) + h3);
    }

    /** Returns {@code this^(2^times)}. */
    FieldElement squared(int times) {
        FieldElement power = this;
        for (int i = 0; i < times; i++) {
            power = power.square();
        }
        return power;
    }

    /** As {@link #times}, with 15 products for 25: what stands beside the diagonal is there twice. */
    private FieldElement square() {
        long d0 = 2 * l0;
        long d1 = 2 * l1;
        long d2 = 2 * l2;
        long m3 = 19 * l3;
        long m4 = 19 * l4;
        long h0 = high(l0, l0) + high(d1, m4) + high(d2, m3);
        long h1 = high(d0, l1) + high(d2, m4) + high(l3, m3);
        long h2 = high(d0, l2) + high(l1, l1) + high(2 * l3, m4);
        long h3 = high(d0, l3) + high(d1, l2) + high(l4, m4);
        long h4 = high(d0, l4) + high(d1, l3) + high(l2, l2);
        return new FieldElement(
                l0 * l0 + d1 * m4 + d2 * m3 - (h0 << BITS) + 19 * h4,
                d0 * l1 + d2 * m4 + l3 * m3 - (h1 << BITS) + h0,
                d0 * l2 + l1 * l1 + 2 * l3 * m4 - (h2 << BITS) + h1,
                d0 * l3 + d1 * l2 + l4 * m4 - (h3 << BITS) + h2,
                d0 * l4 + d1 * l3 + l2 * l2 - (h4 << BITS) + h3);
    }

    /** What of a product is above 51 bits. */
    private static long high(long a, long b) {
        return Math.multiplyHigh(a << 6, b << 7);
    }

    /**
     * Returns a root of {@code this / below}, if that is a square, as 0 is; nothing else is one over 0. As {@code p = 5 mod
     * 8}, a candidate is {@code x = u v^3 (u v^7)^((p-5)/8)}, or x times the root of -1 (RFC 8032, section 5.1.3).
     */
    Optional<FieldElement> sqrtOfRatio(FieldElement below) {
        FieldElement cube = below.squared(1).times(below);
        FieldElement x = times(cube).times(times(cube.squared(1)).times(below).powTwoTo252MinusThree());
        FieldElement check = x.squared(1).times(below);
        if (check.minus(this).isZero()) {
            return Optional.of(x);
        }
        return check.plus(this).isZero() ? Optional.of(x.times(I)) : Optional.empty();
    }

    boolean isZero() {
        FieldElement reduced = new FieldElement(l0, l1, l2, l3, l4);
        // Of p and what is above it, 19 more than it has a bit above the highest limb.
        long over = (reduced.l0 + 19) >>> BITS;
        over = (reduced.l1 + over) >>> BITS;
        over = (reduced.l2 + over) >>> BITS;
        over = (reduced.l3 + over) >>> BITS;
        over = (reduced.l4 + over) >>> BITS;
        long c0 = reduced.l0 + 19 * over;
        long c1 = reduced.l1 + (c0 >>> BITS);
        long c2 = reduced.l2 + (c1 >>> BITS);
        long c3 = reduced.l3 + (c2 >>> BITS);
        long c4 = reduced.l4 + (c3 >>> BITS);
        return ((c0 | c1 | c2 | c3 | c4) & MASK) == 0;
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
