package com.stateset.sequencer.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.stateset.sequencer.crypto.PublicKeyCheck.Problem;
import com.stateset.sequencer.event.Ed25519PublicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicKeyCheckTest {

    @ParameterizedTest
    @CsvSource({
        "ALL_ZERO, 0000000000000000000000000000000000000000000000000000000000000000",
        "SMALL_ORDER, 0000000000000000000000000000000000000000000000000000000000000080",
        "IDENTITY, 0100000000000000000000000000000000000000000000000000000000000000",
        "NOT_CANONICAL, 0100000000000000000000000000000000000000000000000000000000000080",
        "OFF_CURVE, 0200000000000000000000000000000000000000000000000000000000000000",
        "SMALL_ORDER, ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "NOT_CANONICAL, ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "NOT_CANONICAL, edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "NOT_CANONICAL, eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "NOT_CANONICAL, ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "SMALL_ORDER, c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "SMALL_ORDER, c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "SMALL_ORDER, 26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "SMALL_ORDER, 26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "MIXED_ORDER, 8119e7c9d3b15db3c9e9cf95930e34e2fc029e48c131192b77f028535b56dd3c",
        "MIXED_ORDER, f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43"
    })
    void each_has_its_reason(Problem problem, String key) {
        assertThat(PublicKeyCheck.problem(Ed25519PublicKey.parse(key))).contains(problem);
    }

    @Test
    void every_generated_key_is_valid() {
        for (int i = 0; i < 50; i++) {
            Ed25519PublicKey key = SigningKey.generate().publicKey();
            assertThat(PublicKeyCheck.problem(key)).isEmpty();
            PublicKeyCheck.requireValid(key);
        }
    }

    @Test
    void the_refusal_says_why() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PublicKeyCheck.requireValid(Ed25519PublicKey.of(new byte[32])))
                .withMessage("the public key " + "00".repeat(32) + " is no valid Ed25519 key: it is all zero");
    }
}
