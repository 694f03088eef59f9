package com.stateset.sequencer.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.spi.CommitmentStore;
import com.stateset.sequencer.spi.StoredCommitment;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteCommitmentsTest {

    private static final Hash OTHER = Hash.of(Samples.bytes(99));

    @TempDir
    private Path folder;

    private Path file;
    private SqliteEventStore store;
    private CommitmentStore commitments;
    private Commitment commitment;

    @BeforeEach
    void publishAndForgetStateRoots() throws SQLException {
        file = folder.resolve("events.db");
        store = SqliteEventStore.open(file);
        commitments = store.commitments();
        Samples.append(store, Samples.candidate(), Samples.candidate());
        commitment = Samples.commitment(1, 1, Hash.ZERO);
        assertThat(commitments.publish(commitment)).isTrue();
        Samples.execute(file, "update commitments set prev_state_root = null, new_state_root = null");
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void a_missing_state_root_reads_as_missing() {
        StoredCommitment stored = commitments.find(commitment.batchId()).orElseThrow();
        assertThat(stored.prevStateRoot()).isNull();
        assertThat(stored.newStateRoot()).isNull();
        assertThatThrownBy(stored::complete)
                .isInstanceOf(StoreFailedException.class)
                .hasMessage("the commitment of 1..1 of " + Samples.STREAM
                        + " has no state root; it must be filled in first");
    }

    @Test
    void a_chain_without_a_state_root_is_not_continued() {
        assertThat(commitments.publish(Samples.commitment(2, 2, commitment.newStateRoot())))
                .isFalse();
        assertThat(commitments.publish(Samples.commitment(2, 2, Hash.ZERO))).isFalse();
        assertThat(commitments.oldestFirst(Samples.STREAM, 1, 10)).hasSize(1);
    }

    @Test
    void missing_state_roots_are_filled_in_and_the_chain_goes_on() {
        commitments.fillStateRoots(commitment.batchId(), commitment.prevStateRoot(), commitment.newStateRoot());
        assertThat(commitments.last(Samples.STREAM)).contains(StoredCommitment.of(commitment));
        assertThat(commitments.publish(Samples.commitment(2, 2, commitment.newStateRoot())))
                .isTrue();
    }

    @Test
    void a_state_root_that_is_there_stays() throws SQLException {
        commitments.fillStateRoots(commitment.batchId(), commitment.prevStateRoot(), commitment.newStateRoot());
        commitments.fillStateRoots(commitment.batchId(), OTHER, OTHER);
        assertThat(commitments.last(Samples.STREAM)).contains(StoredCommitment.of(commitment));

        Samples.execute(file, "update commitments set new_state_root = null");
        commitments.fillStateRoots(commitment.batchId(), OTHER, commitment.newStateRoot());
        assertThat(commitments.last(Samples.STREAM)).contains(StoredCommitment.of(commitment));
    }
}
