package com.stateset.sequencer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.server.TestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a holder of the database without a key can do to a history, and which command says so; on both stores. */
class StoredHistoryAttackTest {

    private static final String KEY = AlterableLog.SEQUENCER_KEY.publicKey().toHex();
    private static final String NO_CHECKPOINT = "delete from {checkpoints}; delete from {heads_log};"
            + " update {heads_log_state} set size = 0, right_edge = {x:}, root = null, checkpoint_size = 0,"
            + " checkpoint = null, witnessed_size = 0, witnessed = null";
    private static final String NO_KEY = "update {events} set sequencer_key_version = 0; delete from {sequencer_keys}";

    @TempDir
    private Path directory;

    @Test
    void in_a_file_and_over_http() throws Exception {
        try (AlterableLog log = new LogInFile(directory)) {
            attack(log);
            assertThat(log.run("verify-stream").out())
                    .as("nothing in a file tells that a newest commitment was removed")
                    .contains("  committed                6\n")
                    .endsWith("sound\n");
        }
    }

    @Test
    void in_postgresql_and_over_http() throws Exception {
        try (AlterableLog log = new LogInPostgres()) {
            attack(log);
            assertThat(log.run("verify-stream").out())
                    .endsWith("damaged: the chain of commitments: it ends elsewhere than at 10, as its tip says\n");
        }
    }

    /** Ends with a removed commitment. */
    private void attack(AlterableLog log) throws Exception {
        log.write();
        log.remember();
        Path saved = directory.resolve("saved-checkpoint");
        assertThat(log.run("verify-stream", "--save-checkpoint", saved.toString())
                        .exitCode())
                .isZero();
        anEventIsAlteredAndEverythingRecomputed(log);
        theCheckpointIsRemovedToo(log, saved);
        theKeysAreRemovedToo(log, saved);
        allPayloadsAreErased(log);
        aStreamThatIsNotThere(log);
        aVersionAtTheEndOfItsRange(log);
        rowsOutsideTheStream(log);
        theHeadsLogLosesItsCheckpoint(log);
        theSequencerIsRenamed(log, saved);
        theNewestCommitmentIsRemoved(log);
    }

    private static void rowsOutsideTheStream(AlterableLog log) throws Exception {
        assertStray(log, 13, "event 13 is stored beyond the head, 12");
        assertStray(log, 400, "event 400 is stored beyond the head, 12");
        assertStray(log, 0, "event 0 is stored before the first, 1");
        assertStray(log, -7, "event -7 is stored before the first, 1");
    }

    private static void assertStray(AlterableLog log, long number, String what) throws Exception {
        log.alter("create table stray as select * from {events} where sequence_number = 12;"
                + " update stray set entity_version = 9, event_id = {uuid}, sequence_number = " + number + ";"
                + log.insertInto("{events}") + " select * from stray; drop table stray");
        assertDamaged(log.run("verify-stream"), "damaged: " + what);
        log.restore();
    }

    private static void theHeadsLogLosesItsCheckpoint(AlterableLog log) throws Exception {
        log.alter(
                "update {heads_log_state} set checkpoint_size = 0, checkpoint = null, witnessed_size = 0, witnessed = null");
        assertDamaged(log.run("verify-stream"), "and no signed checkpoint, although the sequencer has a key");
        log.restore();
    }

    private static void theSequencerIsRenamed(AlterableLog log, Path saved) throws Exception {
        assertThat(log.run("verify-stream").out()).doesNotContain("the signed log is named");
        log.alter("update {identity} set sequencer_id = {uuid}");
        CommandRun run = log.run("verify-stream", "--checkpoint", saved.toString());
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("the signed log is named ves.sequencer/", "or the sequencer's id was changed");
        log.restore();
    }

    private static void anEventIsAlteredAndEverythingRecomputed(AlterableLog log) throws Exception {
        Forgery.of(log);

        assertDamaged(
                log.run("verify-stream"),
                "the commitment of 1..6: it is not signed, although the sequencer's key 1 signs for its events");
        assertThat(log.run("prove", "--sequence", "5").err())
                .contains("what is stored does not prove the event: the commitment is not signed, although");
        try (TestServer server = log.serve()) {
            assertDamaged(
                    overHttp(server),
                    "The history of stream " + AlterableLog.STREAM + " is not the one that was signed");
        }
        log.alter("update {events} set sequencer_key_version = 0");
        assertDamaged(log.run("verify-stream"), "the history is not the one of its signed checkpoint");
        backfillRefuses(log, "the history is not the one of its signed checkpoint");
        log.restore();
    }

    private static void theCheckpointIsRemovedToo(AlterableLog log, Path saved) throws Exception {
        Forgery.of(log);
        log.alter(NO_CHECKPOINT + "; update {events} set sequencer_key_version = 0");

        assertDamaged(
                log.run("verify-stream"), "it is not signed, and no later one is, although the sequencer has a key");
        assertDamaged(
                log.run("verify-stream", "--checkpoint", saved.toString()),
                "the history is not the one of the checkpoint that was kept");
        try (TestServer server = log.serve()) {
            assertDamaged(overHttp(server), "it is not signed, and no later one is, although the sequencer has a key");
            assertDamaged(
                    overHttp(server, "--checkpoint", saved.toString()),
                    "the history is not the one of the checkpoint that was kept");
        }
        log.alter(NO_CHECKPOINT);
        backfillRefuses(log, "it is not signed, and no later one is, although the sequencer has a key");
        log.restore();
    }

    private static void theKeysAreRemovedToo(AlterableLog log, Path saved) throws Exception {
        Forgery.of(log);
        log.alter(NO_CHECKPOINT + "; " + NO_KEY);

        Path none = saved.resolveSibling("no-checkpoint");
        CommandRun nothingSigned = log.run("verify-stream", "--save-checkpoint", none.toString());
        assertThat(nothingSigned.out())
                .contains("rests on this source's word alone: nothing is signed by a sequencer")
                .endsWith("sound, but on this source's word alone: nothing is signed\n");
        assertThat(nothingSigned.err())
                .isEqualTo("verify-stream: no checkpoint is saved in " + none + ": none is signed\n");
        assertThat(nothingSigned.exitCode()).isEqualTo(3);
        assertThat(none).doesNotExist();
        assertThat(log.run("verify-stream").exitCode()).isZero();
        assertDamaged(log.run("verify-stream", "--sequencer-key", KEY), "it is not signed, and no later one is");
        assertDamaged(
                log.run("verify-stream", "--sequencer-key", KEY, "--checkpoint", saved.toString()),
                "the history is not the one of the checkpoint that was kept");
        log.restore();
    }

    private static void allPayloadsAreErased(AlterableLog log) throws Exception {
        log.alter("update {events} set payload = null, payload_state = 2");
        String missing = "event 1: its payload is missing, and no erasure of it is recorded; so it is with 12 in all";

        assertDamaged(log.run("verify-stream"), missing);
        try (TestServer server = log.serve()) {
            assertDamaged(overHttp(server), missing);
        }
        CommandRun accepted = log.run("verify-stream", "--accept-missing-payloads");
        assertThat(accepted.exitCode()).isZero();
        assertThat(accepted.out())
                .endsWith(
                        "sound, but 12 payloads are missing without a record of their erasure and were not checked\n");
        log.restore();
    }

    private static void aStreamThatIsNotThere(AlterableLog log) {
        try (TestServer server = log.serve()) {
            for (List<String> source : List.of(log.flags(), List.of("--server", server.url()))) {
                CommandRun run = mistyped(source);
                assertThat(run.exitCode()).isEqualTo(3);
                assertThat(run.out()).isEmpty();
                assertThat(run.err()).startsWith("verify-stream: there is no such stream: ");
            }
        }
    }

    private static CommandRun mistyped(List<String> source) {
        return CommandRun.of(Stream.concat(
                        Stream.of(
                                "verify-stream",
                                "--tenant",
                                AlterableLog.STREAM.tenantId().toString(),
                                "--store",
                                new UUID(7, 7).toString()),
                        source.stream())
                .toArray(String[]::new));
    }

    private static void aVersionAtTheEndOfItsRange(AlterableLog log) throws Exception {
        log.alter("update {events} set entity_version = 9223372036854775807 where sequence_number = 5");
        String what = "event 5: its entity_version is 9223372036854775807, but its entity has 1 event up to it";

        assertDamaged(log.run("verify-stream"), what);
        try (TestServer server = log.serve()) {
            assertDamaged(overHttp(server), what);
        }
        log.restore();
    }

    private static void theNewestCommitmentIsRemoved(AlterableLog log) throws Exception {
        log.alter("delete from {commitments} where sequence_start = 7; delete from {tiles} where sequence_start = 7");

        try (TestServer server = log.serve()) {
            assertDamaged(
                    overHttp(server, "--expect-committed", "10"),
                    "the chain of commitments ends at 6, but should reach 10");
        }
    }

    private static void backfillRefuses(AlterableLog log, String what) throws Exception {
        log.alter("update {commitments} set prev_state_root = null, new_state_root = null");
        CommandRun run = CommandRun.of(Stream.concat(Stream.of("backfill-ves-state-roots"), log.flags().stream())
                .toArray(String[]::new));

        assertThat(run.exitCode()).as(run.out()).isEqualTo(1);
        assertThat(run.out()).contains(what, "; nothing of it was touched", "0 of them got one now");
    }

    private static CommandRun overHttp(TestServer server, String... more) {
        return AlterableLog.run("verify-stream", List.of("--server", server.url()), more);
    }

    private static void assertDamaged(CommandRun run, String what) {
        assertThat(run.out() + run.err()).contains("damaged: ").contains(what);
        assertThat(run.exitCode()).isEqualTo(1);
    }
}
