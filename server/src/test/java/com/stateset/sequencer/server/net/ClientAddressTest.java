package com.stateset.sequencer.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "192.0.2.7:4711, 192.0.2.7",
        "::1, 0:0:0:0:0:0:0:1",
        "[::1]:80, 0:0:0:0:0:0:0:1",
        "[2001:db8::5], 2001:db8:0:0:0:0:0:5",
        "::ffff:192.0.2.7, 192.0.2.7",
    })
    void an_address_is_read_in_each_of_its_forms(String text, String address) {
        assertThat(ClientAddress.parse(text)).map(InetAddress::getHostAddress).contains(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "dead",
                "1",
                "1.2.3",
                "300.1.1.1",
                "1.2.3.4.5",
                "unknown",
                "_hidden",
                "[::1",
                ":::1"
            })
    void what_is_no_address_is_none_and_no_name_is_looked_up(String text) {
        assertThat(ClientAddress.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "10.0.0.0/33", "10.0.0.1/8", "/8", "10-20.0.0.1", "[::1]", ""})
    void what_is_no_block_is_refused(String block) {
        assertThatThrownBy(() -> AdminAddresses.of(List.of(block), new ClientAddress(false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"" + block + "\" is n");
    }

    @Test
    void no_list_allows_everywhere() {
        assertThat(AdminAddresses.of(List.of(), new ClientAddress(true))).isSameAs(AdminAddresses.ANY);
    }
}
