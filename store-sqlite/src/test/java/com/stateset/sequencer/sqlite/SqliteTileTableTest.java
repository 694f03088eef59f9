package com.stateset.sequencer.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.spi.CommitmentStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SqliteTileTableTest {

    private static final int TILES = 600;

    private final SqliteEventStore store = SqliteEventStore.inMemory();
    private final CommitmentStore commitments = store.commitments();

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void many_tiles_are_put_and_read_at_once() {
        List<Tile> tiles = put(1, 1000);
        assertThat(read(1, 1000)).containsExactlyInAnyOrderElementsOf(tiles);
        assertThat(read(1, 999)).isEmpty();
    }

    @Test
    void many_tiles_are_dropped() {
        put(1, 1000);
        List<Tile> others = put(1, 999);
        commitments.dropTiles(Samples.STREAM, 1, 1000);
        assertThat(read(1, 1000)).isEmpty();
        assertThat(read(1, 999)).containsExactlyInAnyOrderElementsOf(others);
    }

    /** A process that was too late with a commitment may find out only now that another made the very same one. */
    @Test
    void the_tiles_of_a_commitment_are_not_dropped() {
        List<Tile> tiles = put(1, 1000);
        assertThat(commitments.publish(Samples.commitment(1, 1000, Hash.ZERO))).isTrue();
        commitments.dropTiles(Samples.STREAM, 1, 1000);
        assertThat(read(1, 1000)).containsExactlyInAnyOrderElementsOf(tiles);
    }

    @Test
    void tiles_of_no_known_stream_are_none() {
        assertThat(read(1, 1)).isEmpty();
        commitments.dropTiles(Samples.STREAM, 1, 1);
        assertThat(Samples.append(store, Samples.candidate()).head()).isEqualTo(1);
    }

    private List<Tile> put(long start, long end) {
        List<Tile> tiles = new ArrayList<>();
        for (int i = 0; i < TILES; i++) {
            tiles.add(Tile.of(new TileId(0, i), Samples.bytes((int) (end + i))));
        }
        commitments.putTiles(Samples.STREAM, start, end, tiles);
        return tiles;
    }

    private List<Tile> read(long start, long end) {
        List<TileId> ids =
                IntStream.range(0, TILES + 1).mapToObj(i -> new TileId(0, i)).toList();
        return commitments.tiles(Samples.STREAM, start, end, ids);
    }
}
