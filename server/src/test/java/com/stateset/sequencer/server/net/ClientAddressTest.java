package com.stateset.sequencer.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
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
        "fe80::5%eth0, fe80:0:0:0:0:0:0:5",
        "[fe80::5%2]:80, fe80:0:0:0:0:0:0:5",
    })
    void an_address_is_read_in_each_of_its_forms(String text, String address) {
        assertThat(ClientAddress.parse(text)).map(InetAddress::getHostAddress).contains(address);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:0:0:0:0",
        "::ffff:192.0.2.7, 192.0.2.7",
    })
    void of_an_ipv6_address_64_bits_are_the_network(String text, String network) {
        assertThat(ClientAddress.parse(text)).map(ClientAddress::network).contains(network);
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
}
