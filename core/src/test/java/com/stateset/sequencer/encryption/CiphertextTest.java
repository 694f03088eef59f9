package com.stateset.sequencer.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.encryption.Ciphertext.WrappedKey;
import com.stateset.sequencer.json.CanonicalJson;
import java.util.List;
import org.junit.jupiter.api.Test;

class CiphertextTest {

    @Test
    void one_longer_than_a_json_parser_takes_by_itself_is_read() {
        WrappedKey key = new WrappedKey(7, new byte[32], new byte[48]);
        CanonicalJson json = new Ciphertext(
                        new byte[Ciphertext.NONCE_LENGTH],
                        new byte[15_100_000],
                        new byte[Ciphertext.TAG_LENGTH],
                        List.of(key))
                .json();

        assertThat(json.length()).isGreaterThan(20_000_000);
        assertThat(Ciphertext.read(json).recipientKeyIds()).containsExactly(7L);
    }
}
