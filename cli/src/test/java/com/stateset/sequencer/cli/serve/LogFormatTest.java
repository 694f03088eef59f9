package com.stateset.sequencer.cli.serve;

import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.cli.SequencerCommand;
import com.stateset.sequencer.testsupport.TestJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LogFormatTest {

    @TempDir
    private Path directory;

    @Test
    void a_line_of_the_log_is_a_json_object() throws Exception {
        JsonNode line = json(warning(Map.of("LOG_FORMAT", "json")));
        assertThat(line.get("level").asText()).isEqualTo("WARN");
        assertThat(line.get("loggerName").asText()).isEqualTo("com.stateset.sequencer.server.OpenAccess");
        assertThat(line.get("timestamp").isIntegralNumber()).isTrue();
        assertThat(line.get("formattedMessage").asText())
                .isEqualTo("AUTHENTICATION IS DISABLED: everyone who can reach 127.0.0.1 port 0 may read and write"
                        + " everything.");
        assertThat(line.has("message")).isFalse();
    }

    @Test
    void otherwise_it_is_text() throws Exception {
        assertThat(warning(Map.of())).matches("[-0-9T:.Z+]+ WARN  OpenAccess - AUTHENTICATION IS DISABLED: .*");
    }

    /** The line in which a server warns that it is open to everyone. */
    private String warning(Map<String, String> variables) throws IOException {
        List<String> command = TestJvm.running(SequencerCommand.class, "serve", "--port", "0");
        command.add(1, "-Dlogback.configurationFile=logback.xml");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        builder.environment().putAll(variables);
        builder.environment()
                .putAll(Map.of(
                        "AUTH_MODE",
                        "disabled",
                        "DATA_DIR",
                        directory.resolve("data").toString()));
        Process process = builder.start();
        try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8)) {
            return log.lines()
                    .filter(line -> line.contains("AUTHENTICATION"))
                    .findFirst()
                    .orElseThrow();
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }
}
