package com.stateset.sequencer.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.spi.LeafPage;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What nothing else would notice, or what would fail somewhere else in words that say nothing. */
class DamagedFileTest {

    @TempDir
    private Path folder;

    private Path file;
    private SqliteEventStore store;

    @BeforeEach
    void fillStore() {
        file = folder.resolve("events.db");
        store = SqliteEventStore.open(file);
        Samples.append(store, Samples.candidate(), Samples.candidate(), Samples.candidate());
        store.agentKeys().register(Samples.key(1));
        Samples.append(store, Samples.signedCandidate(1));
        store.commitments().putTiles(Samples.STREAM, 1, 4, List.of(Tile.of(new TileId(0, 0), Samples.bytes(1))));
        store.commitments().publish(Samples.commitment(1, 4, Hash.ZERO));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ves_version = 0",
                "ves_version = 2",
                "agent_key_id = -1",
                "agent_signature = null",
                "agent_signature = x'00'",
                "payload_kind = 1",
                "payload_state = 2",
                "payload_cipher_hash = x'00'",
            })
    void an_event_whose_row_contradicts_itself(String damage) throws SQLException {
        Samples.execute(file, "update events set " + damage + " where sequence_number = 4");
        assertThatThrownBy(() -> store.read(Samples.STREAM, ReadOptions.forwardsFrom(1)))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage("the stored event 4 of stream " + Samples.STREAM + " is damaged");
    }

    @Test
    void an_unsigned_event_that_claims_a_version_or_a_key() throws SQLException {
        Samples.execute(file, "update events set agent_key_id = 1 where sequence_number = 1");
        assertThatThrownBy(() -> store.read(Samples.STREAM, ReadOptions.forwardsFrom(1)))
                .hasMessage("the stored event 1 of stream " + Samples.STREAM + " is damaged");
        Samples.execute(file, "update events set agent_key_id = 0, ves_version = 1 where sequence_number = 1");
        assertThatThrownBy(() -> store.read(Samples.STREAM, ReadOptions.forwardsFrom(1)))
                .hasMessage("the stored event 1 of stream " + Samples.STREAM + " is damaged");
    }

    @Test
    void a_leaf_of_another_length() throws SQLException {
        Samples.execute(file, "update events set leaf_hash = x'00' where sequence_number = 3");
        assertThatThrownBy(() -> store.commitments().leaves(Samples.STREAM, 2, 10))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage("the stored event 3 of stream " + Samples.STREAM + " is damaged");
    }

    @Test
    void a_missing_event_ends_a_page_of_leaves() throws SQLException {
        Samples.execute(file, "delete from events where sequence_number = 3");
        LeafPage before = store.commitments().leaves(Samples.STREAM, 1, 10);
        assertThat(before.count()).isEqualTo(2);
        assertThat(before.hashes()).hasSize(2 * Hash.LENGTH);
        assertThat(store.commitments().leaves(Samples.STREAM, 3, 10).count()).isZero();
        assertThat(store.commitments().leaves(Samples.STREAM, 4, 10).count()).isEqualTo(1);
    }

    @Test
    void a_stream_whose_next_event_is_missing_is_still_a_backlog() throws SQLException {
        Samples.append(store, Samples.candidate());
        Samples.execute(file, "delete from events where sequence_number = 5");
        assertThat(store.commitments().backlogs(10)).singleElement().satisfies(backlog -> {
            assertThat(backlog.committed()).isEqualTo(4);
            assertThat(backlog.head()).isEqualTo(5);
        });
    }

    @Test
    void a_tile_of_no_possible_length() throws SQLException {
        Samples.execute(file, "update commitment_tiles set hashes = x'00'");
        assertThatThrownBy(() -> store.commitments().tiles(Samples.STREAM, 1, 4, List.of(new TileId(0, 0))))
                .isInstanceOf(StoreFailedException.class)
                .hasMessageStartingWith("the stored tree of the commitment of 1..4 is damaged: tile 0/0");
    }

    @Test
    void a_commitment() throws SQLException {
        Samples.execute(file, "update commitments set merkle_root = x'00'");
        assertThatThrownBy(() -> store.commitments().last(Samples.STREAM))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage("the stored commitment of 1..4 of stream " + Samples.STREAM + " is damaged");
    }

    @Test
    void an_agents_key() throws SQLException {
        Samples.execute(file, "update agent_keys set valid_from = 2, valid_to = 1");
        String message = "the stored key 1 of agent " + Samples.AGENT + " is damaged";
        assertThatThrownBy(() -> store.agentKeys().keys(Samples.STREAM.tenantId(), Samples.AGENT))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> Samples.append(store, Samples.signedCandidate(1)))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage(message);

        Samples.execute(file, "update agent_keys set valid_to = null, registered_by = 'key:01'");
        assertThatThrownBy(() -> store.agentKeys().keys(Samples.STREAM.tenantId(), Samples.AGENT))
                .isInstanceOf(StoreFailedException.class)
                .hasMessage(message);
    }
}
