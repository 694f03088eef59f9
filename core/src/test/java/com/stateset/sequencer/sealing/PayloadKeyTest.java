package com.stateset.sequencer.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadKeyTest {

    private static final byte[] SECRET = secret();
    private static final String HEX = HexFormat.of().formatHex(SECRET);

    @Test
    void hex_and_base64_of_the_same_bytes_are_the_same_key() {
        PayloadKey key = PayloadKey.of(SECRET);

        assertThat(PayloadKey.parse(HEX)).isEqualTo(key);
        assertThat(PayloadKey.parse("0x" + HEX.toUpperCase(java.util.Locale.ROOT)))
                .isEqualTo(key);
        assertThat(PayloadKey.parse(Base64.getEncoder().encodeToString(SECRET))).isEqualTo(key);
        assertThat(PayloadKey.parse(Base64.getUrlEncoder().withoutPadding().encodeToString(SECRET)))
                .isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "abc", "0xabcdef", "zz", "AAAAAAAAAAAAAAAAAAAAAA==", "secret secret secret secret secret"})
    void what_is_not_32_bytes_is_refused_and_not_repeated(String text) {
        assertThatThrownBy(() -> PayloadKey.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a payload key is 32 bytes")
                .hasMessageNotContaining("secret");
    }

    @Test
    void its_text_is_its_id_which_does_not_hold_the_secret() {
        assertThat(PayloadKey.of(SECRET))
                .hasToString("payload key " + PayloadKey.of(SECRET).id());
        assertThat(PayloadKey.of(SECRET).id()).hasSize(16);
        assertThat(HEX).doesNotContain(PayloadKey.of(SECRET).id());
    }

    private static byte[] secret() {
        byte[] bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (255 - i);
        }
        return bytes;
    }
}
