package com.stateset.sequencer.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChildProcessTest {

    @Test
    void it_is_sent_lines_and_answers_with_lines() throws IOException {
        try (ChildProcess echo = ChildProcess.start(Echo.class, "32m", List.of("said "))) {
            echo.send("one");
            echo.send("two");

            assertThat(echo.await(Duration.ofMinutes(1), line -> line.endsWith("two")))
                    .isEqualTo("said two");
        }
    }

    @Test
    void one_that_says_nothing_in_time_is_ended() throws IOException {
        try (ChildProcess echo = ChildProcess.start(Echo.class, "32m", List.of("said "))) {
            assertThatThrownBy(() -> echo.await(Duration.ofMillis(200), line -> true))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("gave none within PT0.2S")
                    .hasMessageContaining("Echo");
        }
    }

    /** Says again what it is told. */
    static final class Echo {

        private Echo() {}

        /** Runs with what to say first each time. */
        public static void main(String[] arguments) throws IOException {
            byte[] start = arguments[0].getBytes(StandardCharsets.UTF_8);
            boolean begins = true;
            for (int next = System.in.read(); next >= 0; next = System.in.read()) {
                if (begins) {
                    System.out.write(start);
                }
                System.out.write(next);
                begins = next == '\n';
                System.out.flush();
            }
        }
    }
}
