package com.stateset.sequencer.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnsupportedVariablesTest {

    @ParameterizedTest
    @CsvSource({
        "JWT_ALGORITHMS, this rule for JSON web tokens",
        "RATE_LIMIT_WINDOW_SECONDS, this rule for rate limits",
        "VES_STRICT_FORMAT_VALIDATION, strict validation of formats",
        "VES_SEQUENCER_SECURITY_PROFILE, post-quantum signatures",
        "VES_STARK_VERIFY_ON_SUBMIT, verification of STARK proofs",
        "PUBLIC_AGENT_REGISTRATION_WINDOW_SECONDS, this rule for registrations",
    })
    void a_protection_that_is_lacking_stops_the_start(String name, String what) {
        assertThatThrownBy(() -> ServerConfig.from(Map.of(name, "the-value")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(name + " is set, but this server does not support " + what
                        + "; remove it, or start without that protection by IGNORE_UNSUPPORTED=" + name + ".");

        Settings settings = new Settings(Map.of(name, "the-value", "IGNORE_UNSUPPORTED", name));
        assertThat(ServerConfig.from(settings)).isEqualTo(ServerConfig.from(Map.of()));
        assertThat(settings.warnings())
                .containsExactly(name + " is set, but this server does not support " + what
                        + ": IGNORE_UNSUPPORTED lets it start without.");
    }

    @ParameterizedTest
    @CsvSource({
        "VES_SEQUENCER_SECURITY_PROFILE, Legacy",
        "VES_STRICT_FORMAT_VALIDATION, FALSE",
        "PUBLIC_AGENT_REGISTRATION_ENABLED, off",
        "TRUST_PROXY_HEADERS, no",
        "JWT_SECRET, ' '",
    })
    void a_value_that_asks_for_nothing_is_allowed(String name, String value) {
        assertThatCode(() -> ServerConfig.from(Map.of(name, value))).doesNotThrowAnyException();
    }

    @Test
    void only_what_is_named_is_ignored() {
        assertThatThrownBy(() -> ServerConfig.from(Map.of(
                        "JWT_LEEWAY",
                        "s",
                        "RATE_LIMIT_MAX_ENTRIES",
                        "60",
                        "IGNORE_UNSUPPORTED",
                        "RATE_LIMIT_MAX_ENTRIES")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("JWT_LEEWAY is set, ");
    }

    @Test
    void to_ignore_what_is_not_asked_for_is_warned_of() {
        Settings settings = new Settings(Map.of("IGNORE_UNSUPPORTED", "JWT_SECRET , PORT"));
        ServerConfig.from(settings);
        assertThat(settings.warnings())
                .containsExactly(
                        "IGNORE_UNSUPPORTED names JWT_SECRET, which has no effect: it is not set, or asks for nothing that this"
                                + " server lacks.",
                        "IGNORE_UNSUPPORTED names PORT, which has no effect: it is not set, or asks for nothing that this"
                                + " server lacks.");
    }
}
