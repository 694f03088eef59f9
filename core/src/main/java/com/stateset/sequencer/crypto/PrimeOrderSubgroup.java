package com.stateset.sequencer.crypto;

/**
 * Tells cheaply whether a point of the curve lies in the subgroup of prime order.
 *
 * <h2>What it is for</h2>
 *
 * <p>The points form a group of order 8 L: the subgroup of prime order L that keys and signatures are meant to live in, times
 * a cyclic one of eight points, the torsion. RFC 8032 allows two equations, which differ by the torsion only:
 *
 * <pre>
 *   cofactorless      [S]B = R + [k]A           OpenSSL, Go, the JDK, and PROTOCOL section 3
 *   cofactored     8 ([S]B - R - [k]A) = 0      Bouncy Castle
 * </pre>
 *
 * <p>Bouncy Castle's is the fast one in plain Java: as it may multiply by anything, it halves the length of both scalars. Now
 * let A be in the subgroup, which is required of keys and known of each after the first look. Then {@code [S]B - [k]A} is in
 * the subgroup too, and if the cofactored equation holds, R is that point plus some torsion. So the cofactorless equation
 * holds exactly if the cofactored does <em>and</em> R is in the subgroup. What is missing is one question about R.
 *
 * <p>The textbook's answer, {@code [L]R = 0}, costs nearly as much as the verification itself. The following costs four
 * square roots, about a third of that.
 *
 * <h2>How it works</h2>
 *
 * <p>R has no torsion exactly if it is eight times some point, and that is asked by halving three times. Take the curve in
 * Montgomery's form, {@code v^2 = u^3 + A u^2 + u}, {@code A = 486662}, {@code u = (1 + y) / (1 - y)}; the sign of x does not
 * matter, since R and -R have torsion or both have not. Write □ for "is a square".
 *
 * <ol>
 *   <li><b>R is twice a point</b> ⟺ u □. (The curve has one point of order 2, u = 0, and this is its pairing.) As {@code v^2 =
 *       u (u^2 + A u + 1)}, it is the same to ask for {@code s = √(u^2 + A u + 1)}, which is needed anyway.
 *   <li><b>Half of it.</b> If w is the u of a half, the formula for doubling gives for {@code z = w + 1/w} the equation
 *       {@code z^2 - 4 = 4 u (z + A)}, hence {@code z = 2 (u ± s)}. For w to be in the field, {@code (z - 2)(z + 2)} must be
 *       □. The products of the two z say which: {@code (z₁ - 2)(z₂ - 2) = -4 u (A + 2)} is □, {@code (z₁ + 2)(z₂ + 2) = -4 u
 *       (A - 2)} is not, A - 2 being none. So {@code z + 2} is □ for exactly one sign of s; take that one.
 *   <li><b>The half is twice a point</b> ⟺ w □ ⟺ {@code z - 2} □, since {@code (w - 1)^2 / w = z - 2}. Call its root a; then
 *       with {@code b = √(z + 2)}, {@code w = ((a + b) / 2)^2}.
 *   <li><b>Half of the half</b>: the same question about w, {@code 2 (w + s' - 1)} □ with {@code s' = √(w^2 + A w + 1) = √w
 *       √(z + A)}. With {@code g = √(z + A)} it comes to {@code (a + b)(a + g)} □. As {@code b^2 - a^2 = 4} and {@code g^2 -
 *       a^2 = A + 2}, the roots b and g need not be taken: {@code 2 (a + b)(a + 2i) = (a + b + 2i)^2} and {@code 2 (a + g)(a
 *       + iκ) = (a + g + iκ)^2} with {@code i^2 = -1}, {@code κ^2 = A + 2}, so the question is whether {@code (a + 2i)(a +
 *       iκ)} is □.
 * </ol>
 *
 * <p>Two points have no half to speak of in these formulas: the identity (y = 1), which is in the subgroup, and the point of
 * order 2 (y = -1), which is not. The test compares all eight cosets with {@code [L]R = 0}. Fractions are never divided out: u
 * is kept as {@code (1 + y) : (1 - y)}, and roots are taken of quotients. Runs in varying time; what it is given is
 * public.
 */
final class PrimeOrderSubgroup {

    private static final int A = 486_662;

    private static final FieldElement TWO_I = FieldElement.I.plus(FieldElement.I);
    private static final FieldElement KAPPA_I =
            FieldElement.of(A + 2).negated().sqrtOfRatio(FieldElement.ONE).orElseThrow();

    private PrimeOrderSubgroup() {}

    /** Whether a point is in the subgroup, the identity included; given by the canonical encoding of a point of the curve. */
    static boolean contains(byte[] encoded) {
        FieldElement y = FieldElement.decode(encoded);
        FieldElement above = FieldElement.ONE.plus(y);
        FieldElement below = FieldElement.ONE.minus(y);
        if (below.isZero()) {
            return true;
        }
        return !above.isZero()
                && underRoot(above, below)
                        .sqrtOfRatio(FieldElement.ONE)
                        .map(s -> isEightTimesAPoint(above, below, s))
                        .orElse(false);
    }

    private static boolean isEightTimesAPoint(FieldElement above, FieldElement below, FieldElement s) {
        FieldElement base = above.minus(below);
        boolean plus = isSquare(twice(above.plus(s).plus(below)), below);
        return twice(plus ? base.plus(s) : base.minus(s))
                .sqrtOfRatio(below)
                .map(a -> isSquare(a.plus(TWO_I).times(a.plus(KAPPA_I)), FieldElement.ONE))
                .orElse(false);
    }

    /** {@code u^2 + A u + 1}, times the square of u's denominator. */
    private static FieldElement underRoot(FieldElement above, FieldElement below) {
        FieldElement mixed = above.times(below).times(FieldElement.of(A));
        return above.squared(1).plus(below.squared(1)).plus(mixed);
    }

    private static boolean isSquare(FieldElement above, FieldElement below) {
        return above.sqrtOfRatio(below).isPresent();
    }

    private static FieldElement twice(FieldElement x) {
        return x.plus(x);
    }
}
