package com.stateset.sequencer.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class HashTest {

    private static final String HEX = "00ff".repeat(16);

    @Test
    void parses_hex_of_either_case_with_and_without_0x() {
        assertThat(Hash.parse(HEX))
                .isEqualTo(Hash.parse("0x" + HEX))
                .isEqualTo(Hash.parse(HEX.toUpperCase(Locale.ROOT)));
        assertThat(Hash.parse(HEX)).hasToString(HEX).hasSameHashCodeAs(Hash.parse("0x" + HEX));
        assertThat(Hash.parse(HEX)).isNotEqualTo(Hash.ZERO);
    }

    @Test
    void refuses_what_is_not_32_bytes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Hash.of(new byte[31]))
                .withMessage("a hash is 32 bytes, not 31");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Hash.parse("0x00"))
                .withMessage("a hash is 64 hex digits, not 2");
        assertThatIllegalArgumentException().isThrownBy(() -> Hash.parse("zz".repeat(32)));
    }

    @Test
    void cannot_be_changed_from_outside() {
        byte[] bytes = new byte[Hash.LENGTH];
        Hash hash = Hash.of(bytes);
        bytes[0] = 1;
        hash.toByteArray()[1] = 1;
        assertThat(hash).isEqualTo(Hash.ZERO);
    }
}
