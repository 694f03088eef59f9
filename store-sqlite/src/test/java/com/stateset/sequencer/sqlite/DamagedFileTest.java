package com.stateset.sequencer.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.spi.HeadsLogStore;
import com.stateset.sequencer.spi.HistoryStore.KeptCheckpoint;
import com.stateset.sequencer.spi.LeafPage;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TreeHead;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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
    void a_checkpoint_and_the_log_of_heads() throws SQLException {
        SignedNote note = SignedNote.parse("log\n\n\u2014 log AAAAAAA=\n".getBytes(StandardCharsets.UTF_8));
        HeadsLogStore log = store.history().headsLog();
        HeadsLogEntry entry = new HeadsLogEntry(Hash.ZERO, new TreeHead(4, Hash.ZERO));
        store.history().keepCheckpoints(List.of(new KeptCheckpoint(Samples.STREAM, 4, note)));
        log.keepCheckpoint(1, note);
        log.append(
                AppendedEntries.ofRecords(log.rightEdge(), List.of(entry.recordHash())), Map.of(Samples.STREAM, entry));
        Samples.execute(file, "update history_checkpoints set note = 'log'");
        Samples.execute(file, "update heads_log_state set checkpoint = 'log', root = x'00'");
        Samples.execute(file, "update heads_log set kind = 2");
        assertDamaged(
                () -> store.history().checkpoint(Samples.STREAM),
                "the checkpoint of stream " + Samples.STREAM + " is damaged: "
                        + "a note has an empty line between its text and its signatures");
        assertDamaged(log::checkpoint, "the checkpoint of the log of heads is damaged");
        assertDamaged(log::rightEdge, "the log of heads is damaged: its edge does not fold to its root");
        String message = "an entry of stream " + Samples.STREAM + " in the log of heads is damaged";
        assertDamaged(() -> log.entries(0, 1), message);
        assertDamaged(() -> log.last(Samples.STREAM), message);
        assertDamaged(() -> log.tiles().read(TilePath.hashes(0, 0, 1)), message);
    }

    @Test
    void a_log_of_heads_without_the_row_of_its_end() throws SQLException {
        Samples.execute(file, "delete from heads_log_state");
        String message = "the log of heads is damaged: the row of its end is missing";
        assertDamaged(() -> store.history().headsLog().rightEdge(), message);
        assertDamaged(() -> store.history().headsLog().checkpoint(), message);
        assertDamaged(() -> store.history().headsLog().witnessed(), message);
    }

    @Test
    void a_leaf_that_a_tree_is_to_be_filled_up_with() throws SQLException {
        Samples.execute(file, "update stream_heads set tree_size = 0, right_edge = x'', tree_root = null");
        Samples.execute(file, "delete from events where sequence_number = 2");
        String message = "the events 1 to 4 of stream " + Samples.STREAM + " are damaged: there is no tree over them";
        assertDamaged(() -> store.history().rightEdge(Samples.STREAM), message);
        assertDamaged(() -> Samples.append(store, Samples.candidate()), message);
        Samples.execute(file, "update events set leaf_hash = x'00' where sequence_number = 3");
        assertDamaged(
                () -> store.history().tiles(Samples.STREAM).read(TilePath.hashes(0, 0, 4)),
                "the stored event 3 of stream " + Samples.STREAM + " is damaged");
    }

    private static void assertDamaged(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(StoreFailedException.class).hasMessageStartingWith(message);
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
