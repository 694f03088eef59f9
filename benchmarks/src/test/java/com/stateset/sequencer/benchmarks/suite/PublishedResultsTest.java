package com.stateset.sequencer.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.stateset.sequencer.benchmarks.figure.Question;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The figures of a full run that stand in the documents. */
class PublishedResultsTest {

    /** The file has four digits of a ratio, the page two after the point, both of the one that was measured. */
    private static final double ROUNDED = 0.0061;

    /** Which cell of a row of the table of figures. */
    private static final int RATIO = 3;

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
        JsonNode results =
                new ObjectMapper().readTree(DOCS.resolve("results.json").toFile());

        assertThat(page).contains(results.path("date").asText());
        for (JsonNode published : results.path("results")) {
            String row = "| `" + published.path("name").asText() + "` |";
            assertThat(page.lines()
                            .filter(line -> line.startsWith(row))
                            .map(line -> line.split(" \\| ", -1))
                            .filter(cells -> cells.length > RATIO)
                            .map(cells -> cells[RATIO]))
                    .as(row)
                    .anySatisfy(shown -> assertThat(Double.parseDouble(shown))
                            .isCloseTo(published.path("ratio").asDouble(), within(ROUNDED)));
        }
    }
}
