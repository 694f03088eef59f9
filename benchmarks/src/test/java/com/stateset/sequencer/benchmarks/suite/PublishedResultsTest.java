package com.stateset.sequencer.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.stateset.sequencer.benchmarks.figure.Question;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The figures of a full run that stand in the documents. */
class PublishedResultsTest {

    private static final Path DOCS = Path.of("..", "docs");

    @Test
    void they_have_every_row_and_say_how_they_were_made() throws Exception {
        JsonNode published =
                new ObjectMapper().readTree(DOCS.resolve("results.json").toFile());

        assertThat(published.path("results").findValuesAsText("name"))
                .containsExactlyElementsOf(
                        SuiteCommand.questions().stream().map(Question::name).toList());
        assertThat(published.path("date").asText()).endsWith("Z");
        assertThat(published.path("conditions").asText()).startsWith("full, JDK ");
    }

    @Test
    void the_page_on_performance_shows_them() throws Exception {
        String page = Files.readString(DOCS.resolve("performance.md"));
        JsonNode published =
                new ObjectMapper().readTree(DOCS.resolve("results.json").toFile());

        assertThat(page).contains(published.path("date").asText());
        for (JsonNode row : published.path("results")) {
            String ratio = String.format(Locale.ROOT, "%.2f", row.path("ratio").asDouble());
            assertThat(page.lines())
                    .as(row.path("name").asText())
                    .anyMatch(line -> line.startsWith("| `" + row.path("name").asText() + "` |")
                            && line.contains("| " + ratio + " |"));
        }
    }
}
