package com.stateset.sequencer.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.sealing.PayloadEncryption;
import com.stateset.sequencer.sealing.PayloadEncryption.Mode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadVariablesTest {

    private static final String ONE = "11".repeat(32);
    private static final String OTHER = "22".repeat(32);
    private static final String TENANT = "11111111-1111-4111-8111-111111111111";

    @Test
    void the_mode_follows_from_whether_there_is_a_key() {
        assertThat(mode(Map.of())).isEqualTo(Mode.DISABLED);
        assertThat(mode(Map.of("PAYLOAD_ENCRYPTION_KEY", "0x" + ONE))).isEqualTo(Mode.REQUIRED);
        assertThat(mode(Map.of("PAYLOAD_ENCRYPTION_KEYS", ONE + "," + OTHER))).isEqualTo(Mode.REQUIRED);
        assertThat(mode(Map.of("PAYLOAD_ENCRYPTION_KEYS_BY_TENANT", "{\"" + TENANT + "\":[\"" + ONE + "\"]}")))
                .isEqualTo(Mode.REQUIRED);
        assertThat(mode(Map.of("PAYLOAD_ENCRYPTION_KEY", ONE, "PAYLOAD_ENCRYPTION_MODE", "optional")))
                .isEqualTo(Mode.OPTIONAL);
        assertThat(mode(Map.of("PAYLOAD_ENCRYPTION_KEY", ONE, "PAYLOAD_ENCRYPTION_MODE", "disabled")))
                .isEqualTo(Mode.DISABLED);
    }

    @Test
    void to_read_takes_keys_but_no_mode() {
        assertThat(PayloadVariables.reading(Map.of())).isEmpty();
        assertThat(PayloadVariables.reading(Map.of("PAYLOAD_ENCRYPTION_MODE", "required")))
                .isEmpty();
        assertThat(PayloadVariables.reading(Map.of("PAYLOAD_ENCRYPTION_KEY", ONE)))
                .map(PayloadEncryption::mode)
                .contains(Mode.DISABLED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MODE | always | PAYLOAD_ENCRYPTION_MODE is \"always\"; it must be disabled, optional or required.",
                "MODE | required | PAYLOAD_ENCRYPTION_MODE is required, but there is no key",
                "MODE | optional | PAYLOAD_ENCRYPTION_MODE is optional, but there is no key",
                "KEY | hidden | PAYLOAD_ENCRYPTION_KEY cannot be used: a payload key is 32 bytes",
                "KEYS | hidden, | PAYLOAD_ENCRYPTION_KEYS cannot be used: a payload key is 32 bytes",
                "KEYS_BY_TENANT | hidden | PAYLOAD_ENCRYPTION_KEYS_BY_TENANT cannot be used: it must be a JSON object",
                "KEYS_BY_TENANT | [\"hidden\"] | PAYLOAD_ENCRYPTION_KEYS_BY_TENANT cannot be used: it must be a JSON object",
                "KEYS_BY_TENANT | {\"hidden\":[]} | PAYLOAD_ENCRYPTION_KEYS_BY_TENANT has a name that is not a tenant's UUID.",
                "KEYS_BY_TENANT | {\"11111111-1111-4111-8111-111111111111\":[]} | PAYLOAD_ENCRYPTION_KEYS_BY_TENANT cannot be used",
                "KEYS_BY_TENANT | {\"11111111-1111-4111-8111-111111111111\":[7]} | PAYLOAD_ENCRYPTION_KEYS_BY_TENANT cannot be used",
            })
    void a_wrong_value_stops_the_start_without_its_text(String name, String value, String sentence) {
        assertThatThrownBy(() -> ServerConfig.from(Map.of("PAYLOAD_ENCRYPTION_" + name, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(sentence)
                .hasMessageEndingWith(".")
                .hasMessageNotContaining("hidden");
    }

    @Test
    void one_key_and_a_list_must_agree() {
        assertThat(mode(Map.of("PAYLOAD_ENCRYPTION_KEY", ONE, "PAYLOAD_ENCRYPTION_KEYS", ONE + " , " + OTHER)))
                .isEqualTo(Mode.REQUIRED);
        assertThatThrownBy(
                        () -> mode(Map.of("PAYLOAD_ENCRYPTION_KEY", ONE, "PAYLOAD_ENCRYPTION_KEYS", OTHER + "," + ONE)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("contradict each other");
    }

    private static Mode mode(Map<String, String> environment) {
        PayloadEncryption encryption = ServerConfig.from(environment).payloads();
        assertThat(PayloadVariables.describe(encryption))
                .contains("PAYLOAD_ENCRYPTION_MODE is ")
                .endsWith(".");
        return encryption.mode();
    }
}
