package com.stateset.sequencer.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;

class PrimeOrderSubgroupTest {

    @Test
    void points_with_torsion_are_outside() {
        long seed = Long.getLong("sequencer.seed", System.nanoTime());
        System.out.println("sequencer.seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            byte[] secret = new byte[32];
            byte[] encoded = new byte[32];
            random.nextBytes(secret);
            Ed25519.generatePublicKey(secret, 0, encoded, 0);
            assertOnlyTheFirstIsInside(CurvePoint.decode(encoded), true);
        }
    }

    @Test
    void of_the_torsion_only_the_identity_is_inside() {
        assertOnlyTheFirstIsInside(CurvePoint.IDENTITY, false);
    }

    private static void assertOnlyTheFirstIsInside(CurvePoint point, boolean compare) {
        CurvePoint moved = point;
        for (int torsion = 0; torsion < 8; torsion++) {
            byte[] encoded = moved.encode();
            assertThat(PrimeOrderSubgroup.contains(encoded))
                    .as("torsion %d", torsion)
                    .isEqualTo(torsion == 0);
            assertThat(PointEncoding.isCanonical(encoded, 0) && PointEncoding.isOnCurve(encoded))
                    .isTrue();
            if (compare) {
                assertThat(Ed25519.validatePublicKeyFull(encoded, 0)).isEqualTo(torsion == 0);
            }
            moved = moved.plus(CurvePoint.ORDER_8);
        }
        assertThat(moved).isEqualTo(point);
    }
}
