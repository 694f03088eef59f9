package com.stateset.sequencer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.StoredCommitment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackfillCommandTest {

    private static final String ALL = "update {commitments} set prev_state_root = null, new_state_root = null";

    @TempDir
    private Path directory;

    @Test
    void in_a_file() throws Exception {
        try (AlterableLog log = new LogInFile(directory)) {
            fillIn(log);
        }
    }

    @Test
    void in_postgresql() throws Exception {
        try (AlterableLog log = new LogInPostgres()) {
            fillIn(log);
        }
    }

    private static void fillIn(AlterableLog log) throws Exception {
        log.write();
        log.remember();
        List<StoredCommitment> whole = commitments(log);
        nothingIsMissing(log, whole);
        whatIsMissingIsFilledIn(log, whole);
        aDryRunWritesNothing(log);
        aWrongOneIsReportedAndNothingBehindItTouched(log);
        whatDoesNotFitTheNextLinkIsNotFilledIn(log);
        anAlteredRootIsNotFilledUp(log);
    }

    private static void nothingIsMissing(AlterableLog log, List<StoredCommitment> whole) {
        CommandRun run = backfill(log);

        assertThat(run)
                .isEqualTo(new CommandRun(0, "2 commitments have their state roots; 0 of them got one now\n", ""));
        assertThat(commitments(log)).isEqualTo(whole);
    }

    private static void whatIsMissingIsFilledIn(AlterableLog log, List<StoredCommitment> whole) throws Exception {
        for (String missing : List.of(
                ALL,
                ALL + " where sequence_start = 1",
                ALL + " where sequence_start = 7",
                "update {commitments} set new_state_root = null",
                "update {commitments} set prev_state_root = null where sequence_start = 7")) {
            log.alter(missing);
            assertThat(log.run("verify-stream").out()).contains("it has no state root, which can be filled in");

            CommandRun run = backfill(log);

            assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
            assertThat(run.out()).contains("stream " + AlterableLog.STREAM + ": ", " state roots filled in");
            assertThat(commitments(log)).as(missing).isEqualTo(whole);
        }
        try (EventStore store = log.open()) {
            assertThat(store.read(StreamId.auditLogOf(AlterableLog.STREAM.tenantId()), ReadOptions.forwardsFrom(1))
                            .events())
                    .extracting(entry -> entry.event().eventType())
                    .containsSubsequence("audit.begun", "state_roots.filled")
                    .hasSize(10);
        }
    }

    private static void aDryRunWritesNothing(AlterableLog log) throws Exception {
        log.alter(ALL);

        CommandRun run = backfill(log, "--dry-run");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("2 state roots would be filled in")
                .endsWith("2 commitments have their state roots; 2 of them would get one (nothing was written)\n");
        assertThat(commitments(log)).allMatch(commitment -> commitment.newStateRoot() == null);
        log.restore();
    }

    private static void aWrongOneIsReportedAndNothingBehindItTouched(AlterableLog log) throws Exception {
        log.alter("update {commitments} set new_state_root = {hash} where sequence_start = 1");
        log.alter(ALL + " where sequence_start = 7");
        List<StoredCommitment> before = commitments(log);

        CommandRun run = backfill(log);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("the commitment of 1..6: the state root after 1..6 is ")
                .contains("; nothing of it was touched");
        assertThat(commitments(log)).isEqualTo(before);
        log.restore();
    }

    private static void whatDoesNotFitTheNextLinkIsNotFilledIn(AlterableLog log) throws Exception {
        log.alter("update {commitments} set merkle_root = {hash}, prev_state_root = null, new_state_root = null,"
                + " signature = null, sequencer_key_version = 0 where sequence_start = 1");
        List<StoredCommitment> before = commitments(log);

        CommandRun run = backfill(log);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("the commitment of 1..6: its Merkle root is not that of its events");
        assertThat(commitments(log)).isEqualTo(before);
        log.restore();
    }

    private static void anAlteredRootIsNotFilledUp(AlterableLog log) throws Exception {
        log.alter(ALL + "; update {commitments} set merkle_root = {hash} where sequence_start = 7");

        CommandRun run = backfill(log);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("the commitment of 7..10: its Merkle root is not that of its events");
        assertThat(commitments(log)).allMatch(commitment -> commitment.newStateRoot() == null);
        log.restore();
    }

    private static CommandRun backfill(AlterableLog log, String... more) {
        List<String> arguments = new ArrayList<>(List.of("backfill-ves-state-roots"));
        arguments.addAll(log.flags());
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private static List<StoredCommitment> commitments(AlterableLog log) {
        try (EventStore store = log.open()) {
            return store.commitments().oldestFirst(AlterableLog.STREAM, 0, 10);
        }
    }
}
