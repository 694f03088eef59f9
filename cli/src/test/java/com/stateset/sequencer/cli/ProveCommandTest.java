package com.stateset.sequencer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.server.TestServer;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.verify.StoredHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProveCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What no hash and no signature covers, and nothing else in the bundle repeats. */
    private static final Set<String> NOT_COVERED = Set.of(
            "/event/envelope/command_id",
            "/event/envelope/base_version",
            "/event/envelope/entity_version",
            "/commitment/committed_at");

    /** What may be left out of a bundle, and how its verdict ends then. */
    private static final Map<String, String> NAMED = Map.of(
            "/event/envelope/payload",
            "valid, but the payload is not there, and was not checked",
            "/agent_keys/directorySignature",
            "valid, but whose key signed the event is on the bundle's word: the agent's keys are not signed",
            "/tlog_proof",
            "valid, but not proved to be in the signed history: the bundle has no tlog-proof");

    @TempDir
    private Path directory;

    private AlterableLog log;
    private Path file;

    @BeforeEach
    void writeLog() {
        log = new LogInFile(directory);
        log.write();
        file = directory.resolve("bundle.json");
    }

    @Test
    void from_the_store_and_over_http_with_nothing_else_at_hand() throws IOException {
        haveThePrivateKeyAtHand();

        proveAndVerify(log.flags());
        try (TestServer server = log.serve()) {
            proveAndVerify(List.of("--server", server.url()));
        }
    }

    @Test
    void on_postgresql_too() throws IOException {
        try (AlterableLog postgres = new LogInPostgres()) {
            postgres.write();
            assertThat(AlterableLog.run("prove", postgres.flags(), "--sequence", "4", "--out", file.toString())
                            .exitCode())
                    .isZero();
            assertThat(verify().out())
                    .endsWith(
                            "valid, but the receipt is not signed, and whose key signed the event is on the bundle's word:"
                                    + " the agent's keys are not signed\n");
        }
    }

    @Test
    void every_member_that_is_altered_is_noticed() throws IOException {
        try (TestServer server = log.serve()) {
            for (String number : List.of("4", "5")) {
                prove(List.of("--server", server.url()), number);
                JsonNode bundle = JSON.readTree(Files.readAllBytes(file));
                SoftAssertions softly = new SoftAssertions();
                for (String path : AlteredJson.paths(bundle)) {
                    if (bundle.at(path).isValueNode()) {
                        alter(bundle, path, softly);
                    }
                }
                softly.assertAll();
            }
        }
    }

    @Test
    void what_is_taken_out_is_noticed_or_named() throws IOException {
        haveThePrivateKeyAtHand();
        prove(log.flags(), "4");
        JsonNode bundle = JSON.readTree(Files.readAllBytes(file));
        Map<String, String> stillValid = new TreeMap<>();

        for (String path : AlteredJson.paths(bundle)) {
            if (bundle.at(path).isNull()) {
                continue; // There is nothing to take out.
            }
            CommandRun run =
                    verify(AlteredJson.with(bundle, path, JSON.getNodeFactory().nullNode()));
            if (run.exitCode() == 0) {
                stillValid.put(path, run.out().lines().reduce("", (before, line) -> line));
            } else {
                assertInvalid(path, run);
            }
        }

        assertThat(stillValid).containsExactlyInAnyOrderEntriesOf(NAMED);
    }

    private static void assertInvalid(String path, CommandRun run) {
        assertThat(run.exitCode()).as(path + ": " + run).isEqualTo(1);
        assertThat(run.out().lines()).as(path).singleElement(STRING).startsWith("invalid: ");
        assertThat(run.err()).as(path).isEmpty();
    }

    @Test
    void the_sequencers_key_can_be_pinned() throws IOException {
        haveThePrivateKeyAtHand();
        prove(log.flags(), "4");
        String right = AlterableLog.SEQUENCER_KEY.publicKey().toHex();
        String wrong = AlterableLog.AGENT.key().publicKey().toHex();

        assertThat(verify("--sequencer-key", right).out())
                .doesNotContain("see --sequencer-key")
                .contains("trusted: the key " + right + ", because it was given with --sequencer-key")
                .endsWith("valid\n");
        assertThat(verify("--sequencer-key", wrong + "," + right).exitCode()).isZero();
        CommandRun refused = verify("--sequencer-key", wrong);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.out())
                .contains("invalid: the sequencer's key in the bundle is " + right
                        + ", not one given with --sequencer-key");
    }

    @Test
    void a_bundle_without_a_tlog_proof_is_read_and_says_so() throws IOException {
        haveThePrivateKeyAtHand();
        prove(log.flags(), "4");
        ObjectNode bundle = (ObjectNode) JSON.readTree(Files.readAllBytes(file));
        bundle.remove("tlog_proof");
        Files.write(file, JSON.writeValueAsBytes(bundle));

        CommandRun run = verify();

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("not proved: that the event is in the stream's history")
                .endsWith("valid, but not proved to be in the signed history: the bundle has no tlog-proof\n");

        Files.delete(directory.resolve("sequencer-signing-key"));
        prove(log.flags(), "4");
        bundle = (ObjectNode) JSON.readTree(Files.readAllBytes(file));
        bundle.remove("tlog_proof");
        Files.write(file, JSON.writeValueAsBytes(bundle));
        for (CommandRun stripped : List.of(
                verify(),
                verify("--sequencer-key", AlterableLog.SEQUENCER_KEY.publicKey().toHex()))) {
            assertThat(stripped.out())
                    .isEqualTo(
                            "invalid: the receipt is not signed, and there is no tlog-proof, although the sequencer has a"
                                    + " key\n");
            assertThat(stripped.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void numbers_and_paths_that_cannot_be_are_a_sentence() throws IOException {
        prove(log.flags(), "4");
        JsonNode bundle = JSON.readTree(Files.readAllBytes(file));
        SoftAssertions softly = new SoftAssertions();
        for (String member : List.of("leaf_index", "leaf_count", "sequence_number")) {
            for (long number : new long[] {-1, 0, Integer.MAX_VALUE + 1L, Long.MIN_VALUE, Long.MAX_VALUE}) {
                requireSentence(
                        bundle, "/proof/" + member, JSON.getNodeFactory().numberNode(number), softly);
            }
        }
        requireSentence(bundle, "/proof/proof_path", JSON.createArrayNode(), softly);
        requireSentence(
                bundle, "/commitment/sequence_end", JSON.getNodeFactory().numberNode(-1), softly);
        softly.assertThat(verify().out()).contains("$.commitment.sequence_end: makes a range that cannot be");
        softly.assertAll();
    }

    private void requireSentence(JsonNode bundle, String path, JsonNode value, SoftAssertions softly)
            throws IOException {
        CommandRun run = verify(AlteredJson.with(bundle, path, value));
        softly.assertThatCode(() -> assertInvalid(path, run))
                .as(path + " " + value)
                .doesNotThrowAnyException();
    }

    @Test
    void an_unsigned_commitment_of_a_known_key_is_refused() throws IOException {
        prove(log.flags(), "5");
        ObjectNode bundle = (ObjectNode) JSON.readTree(Files.readAllBytes(file));
        ObjectNode commitment = (ObjectNode) bundle.get("commitment");
        commitment.putNull("commitment_signature").put("sequencer_key_version", 0);
        Files.write(file, JSON.writeValueAsBytes(bundle));

        assertThat(verify().out())
                .isEqualTo("invalid: the commitment is not signed, although the sequencer has a key\n");
    }

    @Test
    void the_history_alone_proves_an_event_that_is_not_committed_to() throws IOException {
        String key = AlterableLog.SEQUENCER_KEY.publicKey().toHex();
        String leaf;
        try (EventStore store = log.open()) {
            leaf = new StoredHistory(store, AlterableLog.STREAM)
                    .events(11, 1)
                    .get(0)
                    .leafHash()
                    .toHex();
        }
        try (TestServer server = log.serve()) {
            for (List<String> source : List.of(log.flags(), List.of("--server", server.url()))) {
                CommandRun prove =
                        AlterableLog.run("prove", source, "--sequence", "11", "--tlog-proof", file.toString());
                assertThat(prove.exitCode()).as(prove.err()).isZero();
                CommandRun valid = history("--leaf-hash", leaf, "--sequencer-key", key);
                assertThat(valid.out())
                        .contains("the leaf is that of event 11 of the 12 of the history ves.sequencer/")
                        .endsWith("valid\n");
            }
        }
        assertThat(history("--leaf-hash", "00".repeat(32), "--sequencer-key", key)
                        .out())
                .startsWith("invalid: the history proof does not hold: entry 10 of 12 leads to root ");
        assertThat(history("--leaf-hash", leaf, "--sequencer-key", key, "--origin", "other/log")
                        .out())
                .startsWith("invalid: the checkpoint in the history proof is not signed with a key that counts");
        assertThat(history("--leaf-hash", leaf).exitCode()).isEqualTo(2);
    }

    private CommandRun history(String... more) {
        return CommandRun.of(Stream.concat(Stream.of("verify-proof", "--tlog-proof", file.toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    void what_is_not_committed_to_has_no_proof_yet() {
        CommandRun notYet = log.run("prove", "--sequence", "11");
        assertThat(notYet.exitCode()).isEqualTo(1);
        assertThat(notYet.err())
                .isEqualTo("prove: event 11 is not committed to yet; the chain of commitments ends at 10\n");

        try (TestServer server = log.serve()) {
            CommandRun never = AlterableLog.run("prove", List.of("--server", server.url()), "--sequence", "13");
            assertThat(never.exitCode()).isEqualTo(1);
            assertThat(never.err()).contains("has no event 13; its head is 12");
        }
    }

    @Test
    void programs_get_the_bundle_or_what_was_written_on_a_line() throws IOException {
        String bundle = log.run("prove", "--sequence", "4").out();
        String line = log.run("prove", "--sequence", "4", "--json").out();
        assertThat(bundle.lines()).hasSizeGreaterThan(20);
        assertThat(line.lines()).hasSize(1);
        assertThat(withoutTime(line)).isEqualTo(withoutTime(bundle));
        Files.writeString(file, line);
        assertThat(verify().exitCode()).isZero();

        Path proof = directory.resolve("event-4.tlog-proof");
        CommandRun written = log.run(
                "prove", "--sequence", "4", "--out", file.toString(), "--tlog-proof", proof.toString(), "--json");
        assertThat(written.out())
                .isEqualTo("{\"sequence_number\":4,\"bundle\":\"" + file + "\",\"tlog_proof\":\"" + proof + "\"}\n");
        assertThat(log.run("prove", "--sequence", "11", "--tlog-proof", proof.toString(), "--json")
                        .out())
                .isEqualTo("{\"sequence_number\":11,\"tlog_proof\":\"" + proof + "\"}\n");
        CommandRun notYet = log.run("prove", "--sequence", "11", "--json");
        assertThat(notYet.exitCode()).isEqualTo(1);
        assertThat(notYet.out())
                .isEqualTo("{\"error\":\"event 11 is not committed to yet; the chain of commitments ends at 10\","
                        + "\"exit_code\":1}\n");
    }

    /** An agent's keys are signed anew for each bundle. */
    private static JsonNode withoutTime(String bundle) throws IOException {
        JsonNode read = JSON.readTree(bundle);
        ((ObjectNode) read.get("agent_keys")).remove("signedAt");
        return read;
    }

    @Test
    void what_was_altered_is_not_proved() throws Exception {
        log.alter("update {events} set event_type = 'order.lost' where sequence_number = 5");

        CommandRun run = log.run("prove", "--sequence", "5");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "prove: what is stored does not prove the event: the event is not the one that the proof is of\n");
    }

    private void haveThePrivateKeyAtHand() throws IOException {
        Path key = Files.createFile(
                directory.resolve("sequencer-signing-key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, "5e".repeat(SigningKey.SEED_LENGTH));
    }

    private void proveAndVerify(List<String> source) throws IOException {
        for (String number : List.of("1", "4", "5", "10")) {
            prove(source, number);

            CommandRun run = verify();

            assertThat(run.exitCode()).as(run.out()).isZero();
            assertThat(run.out())
                    .contains("the payload is the one that was hashed")
                    .contains("the commitment is signed with the sequencer's key "
                            + AlterableLog.SEQUENCER_KEY.publicKey())
                    .contains("the receipt is signed by the sequencer")
                    .contains("the event is number " + number + " of the 12 of the history ves.sequencer/")
                    .contains("trusted: the key " + AlterableLog.SEQUENCER_KEY.publicKey() + ", only because")
                    .contains("not proved, the sequencer's word: sequenced_at ")
                    .contains(
                            Integer.parseInt(number) % 2 == 0
                                    ? "the agent's keys are signed by the sequencer"
                                    : "the event is not signed by an agent")
                    .endsWith("valid\n");
        }
    }

    private void alter(JsonNode bundle, String path, SoftAssertions softly) throws IOException {
        JsonNode value = bundle.at(path);
        CommandRun run = verify(AlteredJson.with(bundle, path, AlteredJson.other(value)));
        if (!NOT_COVERED.contains(path) && !isPossible(bundle, path)) {
            softly.assertThatCode(() -> assertInvalid(path, run)).as(path).doesNotThrowAnyException();
        } else if (!value.isNull()) {
            softly.assertThat(run.exitCode()).as(path + ": " + run.out()).isZero();
        }
    }

    /** That all events are signed is possible as long as this one is. */
    private static boolean isPossible(JsonNode bundle, String path) {
        return path.equals("/commitment/ves_version")
                && bundle.at("/event/envelope/ves_version").intValue() == 1;
    }

    private void prove(List<String> source, String number) {
        CommandRun run = AlterableLog.run("prove", source, "--sequence", number, "--out", file.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    private CommandRun verify(JsonNode bundle) throws IOException {
        Files.write(file, JSON.writeValueAsBytes(bundle));
        return verify();
    }

    private CommandRun verify(String... more) {
        return CommandRun.of(Stream.concat(Stream.of("verify-proof", file.toString()), Stream.of(more))
                .toArray(String[]::new));
    }
}
