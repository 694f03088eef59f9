package com.stateset.sequencer.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressBlocksTest {

    private static final AddressBlocks BLOCKS = AddressBlocks.of(List.of("10.0.0.0/8", "192.0.2.7", "2001:db8::/32"));

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0, true",
        "10.255.255.255, true",
        "11.0.0.0, false",
        "192.0.2.7, true",
        "192.0.2.8, false",
        "2001:db8:ffff::1, true",
        "2001:db9::, false",
    })
    void a_block_holds_what_begins_as_it_does(String address, boolean isInside) {
        assertThat(BLOCKS.contain(ClientAddress.parse(address).orElseThrow())).isEqualTo(isInside);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "10.0.0.0/33", "10.0.0.1/8", "/8", "10-20.0.0.1", "[::1]", ""})
    void what_is_no_block_is_refused(String block) {
        assertThatThrownBy(() -> AddressBlocks.of(List.of(block)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"" + block + "\" is n");
    }

    @Test
    void no_list_holds_no_address() {
        assertThat(AddressBlocks.of(List.of()).isEmpty()).isTrue();
        assertThat(AddressBlocks.NONE.contain(ClientAddress.parse("127.0.0.1").orElseThrow()))
                .isFalse();
        assertThat(BLOCKS.isEmpty()).isFalse();
    }
}
