package com.stateset.sequencer.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.cli.serve.ConfiguredTestServer;
import com.stateset.sequencer.protocol.http.SequencerClient;
import com.stateset.sequencer.server.TestServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerChecksTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {-3600, 3600})
    void clocks_that_are_apart_are_a_warning(int seconds) throws Exception {
        Finding clocks = clocks(Duration.ofSeconds(seconds));

        assertThat(clocks.level()).isEqualTo(Finding.Level.WARN);
        assertThat(clocks.found()).matches("the server's clock and this machine's are 3[56]\\d\\d s apart");
        assertThat(clocks.advice()).startsWith("set the one that is wrong: ");
    }

    @Test
    void clocks_that_agree_are_well() throws Exception {
        assertThat(clocks(Duration.ZERO)).isEqualTo(Finding.ok("clocks", "the server's and this machine's agree"));
    }

    private Finding clocks(Duration apart) throws InterruptedException {
        try (TestServer server =
                ConfiguredTestServer.start(Map.of("AUTH_MODE", "disabled", "DATA_DIR", directory.toString()))) {
            Clock clock = Clock.offset(Clock.systemUTC(), apart);
            return new ServerChecks(SequencerClient.to(URI.create(server.url()), null), clock)
                    .run().stream()
                            .filter(finding -> finding.check().equals("clocks"))
                            .findFirst()
                            .orElseThrow();
        }
    }
}
