package com.stateset.sequencer.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against the JDK's big integers. */
class FieldElementTest {

    private static final BigInteger P = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

    private final List<BigInteger> numbers = numbers();

    @Test
    void sums_differences_and_products_are_those_of_the_field() {
        for (BigInteger a : numbers) {
            for (BigInteger b : numbers) {
                assertThat(field(a).plus(field(b))).isEqualTo(field(a.add(b)));
                assertThat(field(a).minus(field(b))).isEqualTo(field(a.subtract(b)));
                assertThat(field(a).times(field(b))).isEqualTo(field(a.multiply(b)));
                assertThat(field(a).equals(field(b))).isEqualTo(a.mod(P).equals(b.mod(P)));
            }
        }
    }

    @Test
    void long_chains_do_not_overflow() {
        for (BigInteger a : numbers) {
            FieldElement element = field(a);
            BigInteger expected = a;
            for (int i = 0; i < 50; i++) {
                element = element.plus(element).squared(1).minus(field(a)).negated();
                expected = a.subtract(expected.add(expected).pow(2)).mod(P);
            }
            assertThat(element).isEqualTo(field(expected));
        }
    }

    @Test
    void a_ratio_has_a_root_if_it_is_a_square() {
        for (BigInteger a : numbers) {
            for (BigInteger b : numbers) {
                if (b.mod(P).signum() != 0) {
                    BigInteger ratio = a.multiply(b.modInverse(P)).mod(P);
                    boolean square = !ratio.modPow(P.shiftRight(1), P).equals(P.subtract(BigInteger.ONE));
                    assertThat(field(a).sqrtOfRatio(field(b)).map(root -> root.squared(1)))
                            .isEqualTo(square ? Optional.of(field(ratio)) : Optional.empty());
                }
            }
        }
    }

    @Test
    void only_zero_is_zero_however_it_is_spelled() {
        for (BigInteger a : numbers) {
            assertThat(field(a).isZero()).isEqualTo(a.mod(P).signum() == 0);
            assertThat(field(a).minus(field(a)).isZero()).isTrue();
        }
        assertThat(FieldElement.decode(bytes(P)).isZero()).isTrue();
        assertThat(FieldElement.decode(bytes(P.add(BigInteger.ONE)))).isEqualTo(FieldElement.ONE);
    }

    /** What lies at the edges of a limb and of the field, as it is written, and numbers in between. */
    private static List<BigInteger> numbers() {
        List<BigInteger> numbers = new ArrayList<>();
        for (int limb = 0; limb <= 5; limb++) {
            for (int offset = -2; offset <= 2; offset++) {
                numbers.add(BigInteger.ONE
                        .shiftLeft(51 * limb)
                        .add(BigInteger.valueOf(offset))
                        .mod(P));
            }
        }
        numbers.add(P.subtract(BigInteger.ONE));
        numbers.add(P.add(BigInteger.valueOf(18)));
        long seed = Long.getLong("sequencer.seed", System.nanoTime());
        System.out.println("sequencer.seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            numbers.add(new BigInteger(255, random));
        }
        return numbers;
    }

    private static FieldElement field(BigInteger number) {
        return FieldElement.decode(bytes(number.bitLength() <= 255 && number.signum() >= 0 ? number : number.mod(P)));
    }

    private static byte[] bytes(BigInteger number) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = number.shiftRight(8 * i).byteValue();
        }
        return bytes;
    }
}
