package com.stateset.sequencer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.server.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyStreamCommandTest {

    private static final String KEY = AlterableLog.SEQUENCER_KEY.publicKey().toHex();

    @SuppressWarnings("StringConcatToTextBlock") // white space at both ends matters
    private static final String FIGURES = "  head                    12\n"
            + "  commitments              2\n"
            + "  committed               10\n"
            + "  uncommitted              2\n"
            + "  signed                  12\n"
            + "  no agent's               6\n"
            + "  erased                   0\n"
            + "  encrypted                0\n"
            + "  end to end               0\n"
            + "  root         ";

    @TempDir
    private Path directory;

    @Test
    void a_sound_stream_is_sound_in_the_store_and_over_http() {
        AlterableLog log = new LogInFile(directory);
        log.write();

        CommandRun inStore = log.run("verify-stream");
        assertThat(inStore.exitCode()).isZero();
        assertThat(inStore.err()).isEmpty();
        assertThat(inStore.out())
                .startsWith("stream " + AlterableLog.STREAM + ", SQLite in " + directory.resolve("events.db") + "\n"
                        + FIGURES)
                .endsWith("signed with the sequencer's key " + KEY
                        + ", which this source itself names: its word, until compared with a key known from elsewhere\n"
                        + "sound\n");
        try (TestServer server = log.serve()) {
            CommandRun overHttp = AlterableLog.run("verify-stream", List.of("--server", server.url()));
            assertThat(overHttp.exitCode()).isZero();
            assertThat(overHttp.err()).isEmpty();
            assertThat(overHttp.out())
                    .startsWith("stream " + AlterableLog.STREAM + ", " + server.url() + "\n" + FIGURES)
                    .endsWith("sound\n");
        }
    }

    @Test
    void a_checkpoint_that_was_saved_must_be_extended() throws Exception {
        AlterableLog log = new LogInFile(directory);
        log.write();
        Path saved = directory.resolve("checkpoint");

        CommandRun first = log.run("verify-stream", "--sequencer-key", KEY, "--save-checkpoint", saved.toString());
        assertThat(first.out())
                .contains("signed with the sequencer's key " + KEY + ", a trusted one\n")
                .contains("the checkpoint of 12 events is saved in " + saved);
        assertThat(saved).content().startsWith("ves.sequencer/").contains("\n12\n");
        CommandRun again =
                log.run("verify-stream", "--checkpoint", saved.toString(), "--save-checkpoint", saved.toString());
        assertThat(again.exitCode()).as(again.out()).isZero();

        log.alter("delete from {events} where sequence_number = 12;"
                + " update {heads} set head = 11; delete from {checkpoints}");
        CommandRun shorter = log.run("verify-stream", "--checkpoint", saved.toString());
        assertThat(shorter.exitCode()).isEqualTo(1);
    }

    @Test
    void a_file_that_holds_no_checkpoint_is_one_sentence() throws Exception {
        Path bad = Files.writeString(directory.resolve("bad"), "no checkpoint");
        for (Path file : List.of(bad, directory, directory.resolve("none"))) {
            CommandRun run = AlterableLog.run(
                    "verify-stream", List.of("--data", directory.toString(), "--checkpoint", file.toString()));
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).startsWith("verify-stream: --checkpoint: ").contains(file.toString());
            assertThat(run.err().lines()).hasSize(1);
        }
    }

    @Test
    void what_is_expected_must_be_there() {
        AlterableLog log = new LogInFile(directory);
        log.write();

        assertThat(log.run("verify-stream", "--expect-head", "12", "--expect-committed", "10")
                        .exitCode())
                .isZero();
        assertThat(log.run("verify-stream", "--expect-head", "13").out())
                .endsWith("damaged: event 13: it is missing: there should be at least 13 events\n");
        assertThat(log.run("verify-stream", "--expect-committed", "11").out())
                .endsWith("damaged: the chain of commitments ends at 10, but should reach 11\n");
        assertThat(log.run("verify-stream", "--sequencer-key", "00".repeat(32)).exitCode())
                .isEqualTo(1);
    }

    @Test
    void damage_is_named_and_ends_with_one() throws Exception {
        AlterableLog log = new LogInFile(directory);
        log.write();
        log.alter("update {events} set payload = {payload} where sequence_number = 5");

        CommandRun inStore = log.run("verify-stream");

        assertThat(inStore.exitCode()).isEqualTo(1);
        assertThat(inStore.out()).endsWith("damaged: event 5: its payload is not the one that was hashed\n");
        try (TestServer server = log.serve()) {
            CommandRun overHttp = AlterableLog.run("verify-stream", List.of("--server", server.url()));
            assertThat(overHttp.exitCode()).isEqualTo(1);
            assertThat(overHttp.out()).endsWith("damaged: event 5: its payload is not the one that was hashed\n");
        }
    }

    @Test
    void wrong_usage_is_a_sentence_and_two() throws Exception {
        usage("there is no events.db in " + directory, "--data", directory.toString());
        usage(
                "give --database-url or --data, not both",
                "--data",
                directory.toString(),
                "--database-url",
                "postgres://h/d");
        usage("give --server, --database-url or --data, only one of them", "--server", "http://h", "--data", "d");
        usage("--server: 'ftp://h' is not an address such as http://localhost:8080", "--server", "ftp://h");
        usage(
                "--database-url must begin with postgres://, postgresql:// or jdbc:postgresql:",
                "--database-url",
                "mysql://h");
        Path file = Files.writeString(directory.resolve("bundle.json"), "{}");
        verifyProof("give a FILE, or --leaf-hash, --root", file.toString(), "--leaf-index", "1");
        verifyProof("--root is missing", "--leaf-hash", "00".repeat(32));
        verifyProof("--leaf-hash: a hash is 64 hex digits, not 2", "--leaf-hash", "00", "--root", "00");
        verifyProof("--sequencer-key: a public key is 64 hex digits, not 2", file.toString(), "--sequencer-key", "00");
        verifyProof(
                "cannot read " + directory.resolve("none.json"),
                directory.resolve("none.json").toString());
        assertThat(AlterableLog.run("prove", List.of("--data", directory.toString()), "--sequence", "0")
                        .err())
                .startsWith("--sequence is 0; it must be 1 or more");
    }

    @Test
    void what_cannot_be_read_is_not_called_damaged() {
        CommandRun away = AlterableLog.run("verify-stream", List.of("--server", "http://localhost:1"));
        assertThat(away.exitCode()).isEqualTo(3);
        assertThat(away.err()).isEqualTo("verify-stream: there is no connection to http://localhost:1\n");

        CommandRun nowhere =
                AlterableLog.run("verify-stream", List.of("--database-url", "postgres://u:p@localhost:1/none"));
        assertThat(nowhere.exitCode()).isEqualTo(3);
        assertThat(nowhere.err()).isEqualTo("verify-stream: the database cannot be reached\n");
    }

    @Test
    void what_is_no_bundle_is_refused() throws Exception {
        Path file = Files.writeString(directory.resolve("bundle.json"), "{\"bundle\":\"other\"}");

        CommandRun run = CommandRun.of("verify-proof", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).startsWith("invalid: the bundle is not sound: $.bundle: is not \"");
    }

    private static void usage(String sentence, String... source) {
        CommandRun run = AlterableLog.run("verify-stream", List.of(source));
        assertThat(run.err()).contains(sentence);
        assertThat(run.exitCode()).isEqualTo(2);
    }

    private static void verifyProof(String sentence, String... arguments) {
        List<String> all = new ArrayList<>(List.of("verify-proof"));
        all.addAll(List.of(arguments));
        CommandRun run = CommandRun.of(all.toArray(String[]::new));
        assertThat(run.err()).contains(sentence);
        assertThat(run.exitCode()).isEqualTo(2);
    }
}
