package com.stateset.sequencer.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7 | 7",
                "' 7 ' | 7",
                "0 | 0",
                "-3 | 0",
                "soon | 0",
                "99999999 | 3600",
                "99999999999999999999999 | 0",
                "Fri, 2 Jan 2026 03:04:35 GMT | 30",
                "Fri, 2 Jan 2026 03:04:00 GMT | 0",
                "Sat, 2 Jan 2027 03:04:35 GMT | 3600"
            })
    void seconds_or_a_date_and_an_hour_at_most(String header, long seconds) {
        assertThat(RetryAfter.parse(header, NOW)).isEqualTo(Duration.ofSeconds(seconds));
    }
}
