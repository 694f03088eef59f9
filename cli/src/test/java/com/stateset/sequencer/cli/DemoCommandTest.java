package com.stateset.sequencer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DemoCommandTest {

    private static final int SCREEN_WIDTH = 120;

    @Test
    void it_shows_what_the_library_does_and_exits_with_zero() {
        CommandRun run = CommandRun.of("demo");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .containsPattern("#1 +09:00 +item/blue-train +v1 +inventory.counted +\\{\"on_hand\":\\d+}")
                .containsPattern("order.placed +accepted #7 +duplicate #7")
                .containsPattern("Bob: +rejected, version_conflict: expected 1, actual 2")
                .containsPattern(
                        "money: rejected, command_rejected: [-0-9a-f]{36} version_conflict: expected 1, actual 3")
                .contains("goods: accepted #13")
                .contains("2 threads, 60 batches, 240 events.", "[ok] they have the numbers 14 to 253")
                .containsPattern("#12 +\\d\\d:\\d\\d +order/o-1001 +v4 +order.refunded")
                .containsSubsequence("#256 ", "#255 ", "#254 ")
                .containsPattern("the best customers so far\\s+\\w+ +\\d+ purchases +\\d+\\.\\d\\d\\s")
                .contains("[ok] a loss of more than there is changed nothing")
                .contains("[ok] event 259 is written down in inventory_violations")
                .contains("[ok] every row of inventory is what the events make of it")
                .contains("[ok] the head is still 259", "[ok] numbers 1 to 259, each one once");
        assertThat(run.out().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThan(SCREEN_WIDTH));
    }

    @Test
    void the_same_seed_tells_the_same_story_and_another_seed_another() {
        String story = CommandRun.of("demo", "--seed", "7").out();

        assertThat(CommandRun.of("demo", "--seed", "7").out()).isEqualTo(story);
        CommandRun other = CommandRun.of("demo", "--seed", "8");
        assertThat(other.exitCode()).isZero();
        assertThat(other.out()).isNotEqualTo(story);
    }

    @Test
    void programs_get_its_chapters_with_what_holds() throws IOException {
        CommandRun run = CommandRun.of("demo", "--json");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines()).hasSize(1);
        JsonNode day = new ObjectMapper().readTree(run.out());
        List<String> told = CommandRun.of("demo").out().lines().toList();
        assertThat(day.get("seed").asInt()).isEqualTo(2026);
        assertThat(day.findValuesAsText("title"))
                .hasSizeGreaterThan(10)
                .allMatch(title -> told.stream().anyMatch(line -> line.endsWith(". " + title)));
        List<String> holds = new ArrayList<>();
        day.findValues("holds").forEach(list -> list.forEach(claim -> holds.add("   [ok] " + claim.asText())));
        assertThat(holds)
                .contains("   [ok] numbers 1 to 259, each one once")
                .containsExactlyElementsOf(
                        told.stream().filter(line -> line.startsWith("   [ok]")).toList());
        assertThat(day.at("/chapters/4/shown/0").asText()).startsWith("2 threads, 60 batches, 240 events.");
    }

    @Test
    void it_leaves_nothing_behind() throws IOException {
        List<Path> before = leftovers();

        CommandRun.of("demo");

        assertThat(leftovers()).isEqualTo(before);
    }

    private static List<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("sequencer-demo"))
                    .sorted()
                    .toList();
        }
    }
}
