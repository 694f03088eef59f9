package com.stateset.sequencer.postgres.commit;

import static com.stateset.sequencer.postgres.Samples.append;
import static com.stateset.sequencer.postgres.Samples.newStream;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.StateRoot;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.postgres.OwnDatabase;
import com.stateset.sequencer.postgres.Samples;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.spi.CommitmentStore;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.LeafPage;
import com.stateset.sequencer.spi.StoredCommitment;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody has been at the rows of commitments, or an older writer has left some of their columns empty. */
class CommitmentMapperTest extends OwnDatabase {

    private EventStore store;
    private CommitmentStore commitments;
    private StreamId stream;
    private Commitment first;
    private Commitment second;

    @BeforeEach
    void commitTwice() {
        store = open();
        commitments = store.commitments();
        stream = newStream();
        for (int i = 0; i < 6; i++) {
            append(store, event(stream).candidate());
        }
        first = commitment(1, 2, Hash.ZERO);
        second = commitment(3, 4, first.newStateRoot());
        assertThat(commitments.publish(first)).isTrue();
        assertThat(commitments.publish(second)).isTrue();
    }

    @Test
    void missing_state_roots_are_seen_and_can_be_filled_in() {
        change("commitments set prev_state_root = null, new_state_root = null where sequence_start = 3");
        StoredCommitment stored = commitments.last(stream).orElseThrow();
        assertThat(stored.prevStateRoot()).isNull();
        assertThat(stored.newStateRoot()).isNull();
        assertThatThrownBy(stored::complete)
                .isInstanceOf(StoreFailedException.class)
                .hasMessageContaining("has no state root");

        commitments.fillStateRoots(second.batchId(), second.prevStateRoot(), second.newStateRoot());

        assertThat(commitments.last(stream)).contains(StoredCommitment.of(second));
        assertThat(commitments.covering(stream, 1)).contains(StoredCommitment.of(first));
    }

    @Test
    void a_state_root_that_is_there_stays_as_it_is() {
        change("commitments set new_state_root = null where sequence_start = 3");

        commitments.fillStateRoots(second.batchId(), Hash.ZERO, second.newStateRoot());
        commitments.fillStateRoots(second.batchId(), Hash.ZERO, Hash.ZERO);

        assertThat(commitments.last(stream)).contains(StoredCommitment.of(second));
    }

    /** A committer looks for the end of the chain again whenever another was faster. */
    @Test
    void a_chain_without_its_last_commitment_does_not_loop_forever() {
        Samples.execute(dataSource(), "delete from sequencer.commitments where sequence_start = 3");

        assertThatThrownBy(() -> commitments.publish(commitment(3, 5, first.newStateRoot())))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage("the store is damaged: the chain of " + stream + " does not end with its last commitment");
        assertThat(commitments.last(stream)).contains(StoredCommitment.of(first));
    }

    @Test
    void a_commitment_ahead_of_its_chain_is_not_overwritten() {
        Samples.execute(dataSource(), "delete from sequencer.commitment_tips");

        assertThatThrownBy(() -> commitments.publish(commitment(1, 5, Hash.ZERO)))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage("the store is damaged: the chain of " + stream + " does not end with its last commitment");
        assertThat(commitments.oldestFirst(stream, 1, 10))
                .containsExactly(StoredCommitment.of(first), StoredCommitment.of(second));
    }

    @Test
    void a_root_of_another_length_is_damage() {
        change("commitments set merkle_root = '\\x01' where sequence_start = 3");

        assertThatThrownBy(() -> commitments.last(stream))
                .isInstanceOf(StoreFailedException.class)
                .hasMessageStartingWith("the commitment from 3 on of " + stream + " is damaged: ");
    }

    @Test
    void a_tile_of_another_length_is_damage() {
        TileId id = new TileId(0, 0);
        commitments.putTiles(stream, 3, 4, List.of(Tile.of(id, new byte[2 * Hash.LENGTH])));
        change("commitment_tiles set hashes = '\\x01'");

        assertThatThrownBy(() -> commitments.tiles(stream, 3, 4, List.of(id)))
                .isInstanceOf(StoreFailedException.class)
                .hasMessageStartingWith("the stored tree of the commitment of 3..4 is damaged: ");
    }

    @Test
    void tiles_of_what_is_published_are_not_dropped() {
        Tile tile = Tile.of(new TileId(0, 0), new byte[2 * Hash.LENGTH]);
        commitments.putTiles(stream, 3, 4, List.of(tile));

        commitments.dropTiles(stream, 3, 4);

        assertThat(commitments.tiles(stream, 3, 4, List.of(tile.id()))).containsExactly(tile);
    }

    @Test
    void leaves_end_before_a_gap_and_have_their_length() {
        Samples.execute(dataSource(), "delete from sequencer.events where sequence_number = 4");
        LeafPage page = commitments.leaves(stream, 2, 10);
        assertThat(page.count()).isEqualTo(2);
        assertThat(page.hashes()).hasSize(2 * Hash.LENGTH);
        assertThat(commitments.leaves(stream, 4, 10).count()).isZero();

        change("events set leaf_hash = '\\x01' where sequence_number = 5");
        assertThatThrownBy(() -> commitments.leaves(stream, 5, 10))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage("the store is damaged: the leaf of event 5 has 1 bytes");
    }

    @Test
    void a_stream_whose_next_event_is_missing_is_still_behind() {
        Samples.execute(dataSource(), "delete from sequencer.events where sequence_number = 5");

        assertThat(commitments.backlogs(10))
                .filteredOn(backlog -> backlog.stream().equals(stream))
                .singleElement()
                .satisfies(backlog -> {
                    assertThat(backlog.committed()).isEqualTo(4);
                    assertThat(backlog.head()).isEqualTo(6);
                    assertThat(backlog.oldest()).isBeforeOrEqualTo(backlog.now());
                });
    }

    private Commitment commitment(long start, long end, Hash prevStateRoot) {
        Hash streamId = VesHashes.stream(stream);
        Hash root = Hash.ZERO;
        return new Commitment(
                UUID.randomUUID(),
                stream,
                0,
                start,
                end,
                root,
                prevStateRoot,
                StateRoot.of(streamId, prevStateRoot, root, start, end),
                Instant.now().truncatedTo(ChronoUnit.MICROS),
                0,
                null);
    }

    private void change(String what) {
        Samples.execute(dataSource(), "update sequencer." + what);
    }
}
