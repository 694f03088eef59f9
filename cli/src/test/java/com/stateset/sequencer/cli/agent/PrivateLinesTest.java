package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.cli.agent.folder.PrivateLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateLinesTest {

    @TempDir
    private Path directory;

    @Test
    void no_file_is_ever_replaced() throws IOException {
        Path file = directory.resolve("evidence.ndjson");
        assertThat(written(file, "first")).isEqualTo(file);
        assertThat(written(file, "second")).isEqualTo(directory.resolve("evidence-2.ndjson"));
        assertThat(written(file, "third")).isEqualTo(directory.resolve("evidence-3.ndjson"));
        assertThat(file).hasContent("first");
        assertThat(directory.resolve("evidence-2.ndjson")).hasContent("second");
    }

    @Test
    void what_was_not_committed_leaves_nothing() throws IOException {
        try (PrivateLines lines = PrivateLines.to(directory.resolve("evidence.ndjson"))) {
            lines.add("half");
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    private static Path written(Path file, String line) {
        try (PrivateLines lines = PrivateLines.to(file)) {
            lines.add(line);
            return lines.commit();
        }
    }
}
