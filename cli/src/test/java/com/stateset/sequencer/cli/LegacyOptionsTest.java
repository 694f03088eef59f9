package com.stateset.sequencer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last of three events that the original committed to, whose hashes were worked out by its formulas elsewhere. */
class LegacyOptionsTest {

    private static final String LEFT = "0488642a4bb5891b81a84991fc2e8aee6bc3ca85b8bd04511758d693cdcdb380";
    private static final String RIGHT = "634a6f3d84a95637c35ac777c6fe4fa207d5195236c06d7b6a033d8aa5b07d2c";
    private static final String LEAF = "338d03987f778d2dc18051b7d9df5bb03322d30a231e9c6512cf0ad56805d92f";
    private static final String ROOT = "b688ecb00c1a4759b0f0e5f54d7e3303158178c8ea6b76686ac88905d0286e1b";
    private static final String BATCH = "bbbbbbbb-0000-0000-0000-000000000001";
    private static final String STREAM =
            "\"tenant_id\":\"11111111-2222-3333-4444-555555555555\",\"store_id\":\"66666666-7777-8888-9999-aaaaaaaaaaaa\"";

    @TempDir
    private Path directory;

    private Path proof;
    private Path event;
    private Path commitment;

    @BeforeEach
    void writeFiles() throws IOException {
        proof = write(
                "proof.json",
                "{\"sequence_number\":7,\"batch_id\":\"" + BATCH + "\",\"events_root\":\"" + ROOT
                        + "\",\"leaf_hash\":\""
                        + LEFT + "\",\"leaf_index\":0,\"proof_path\":[\"" + RIGHT + "\",\"" + LEAF
                        + "\"],\"directions\":[true,true]}");
        event = write(
                "event.json",
                "{\"envelope\":{" + STREAM
                        + ",\"sequence_number\":7,\"entity_type\":\"order\",\"entity_id\":\"größe-7\","
                        + "\"payload\":{\"sku\":\"A-7\"},"
                        + "\"payload_hash\":\"d349a4746d03cc76f0906ad295d09dafc77d0a3f2e460ec0e4588b0593bd8776\"}}");
        commitment = write(
                "commitment.json",
                "{\"batch_id\":\"" + BATCH + "\"," + STREAM + ",\"events_root\":\"" + ROOT
                        + "\",\"event_count\":3,\"sequence_start\":7,\"sequence_end\":9}");
    }

    @Test
    void the_answer_says_what_was_checked_and_what_was_not() {
        CommandRun run = verify("--event", event.toString(), "--commitment", commitment.toString(), "--root", ROOT);

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines().map(line -> line.replaceAll("[,:].*", "").replaceAll("[0-9a-f-]{36,}", "…")))
                .containsExactly(
                        "the path leads from the leaf … to the events root …",
                        "it is the root of commitment … of events 7 to 9",
                        "it is the path from index 0 in a tree of 3 leaves",
                        "it is the leaf of event 7 of store … of tenant …",
                        "the event's payload has the hash …",
                        "it is the root that is known from elsewhere",
                        "not checked",
                        "not checked",
                        "not checked",
                        "not checked",
                        "not checked",
                        "valid");
        assertThat(run.out())
                .contains("not checked: who made the root: no commitment of the original is signed")
                .contains("not checked: that the tree has 3 leaves")
                .endsWith("\nvalid, but unsigned, and only as far as it was checked\n");
    }

    @Test
    void programs_find_what_was_not_checked() {
        CommandRun run = verify("--json");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .startsWith("{\"valid\":true,")
                .contains("\"reservations\":[\"the position in the tree: ", "\"the root: it is the proof's own");
    }

    @Test
    void what_does_not_hold_ends_with_one() throws IOException {
        assertThat(verify("--root", LEAF)).satisfies(run -> {
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).startsWith("invalid: the known root is " + LEAF);
        });
        Files.writeString(event, "{\"envelope\":{" + STREAM + "}}");
        assertThat(verify("--event", event.toString())).satisfies(run -> {
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out())
                    .startsWith("invalid: the file is not sound: " + event + " $.sequence_number: is missing");
        });
    }

    @Test
    void options_that_say_nothing_together_are_wrong_usage() {
        wrong("--event and --commitment go with --legacy", proof.toString(), "--event", event.toString());
        wrong("give --legacy with a FILE", "--legacy", "--leaf-hash", LEAF);
        wrong("give --legacy with a FILE", "--legacy", proof.toString(), "--sequencer-key", LEAF);
        wrong("give a FILE, or --leaf-hash", "--legacy", proof.toString(), "--leaf-index", "0");
        wrong("cannot read ", "--legacy", directory.resolve("none").toString());
    }

    private CommandRun verify(String... more) {
        List<String> arguments = new ArrayList<>(List.of("verify-proof", "--legacy", proof.toString()));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private static void wrong(String reason, String... arguments) {
        List<String> all = new ArrayList<>(List.of("verify-proof"));
        all.addAll(List.of(arguments));
        CommandRun run = CommandRun.of(all.toArray(String[]::new));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(reason);
    }

    private Path write(String name, String json) throws IOException {
        return Files.writeString(directory.resolve(name), json);
    }
}
