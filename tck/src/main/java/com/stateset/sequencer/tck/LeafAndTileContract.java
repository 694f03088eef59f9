package com.stateset.sequencer.tck;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.merkle.TiledTree;
import com.stateset.sequencer.merkle.TiledTreeBuilder;
import com.stateset.sequencer.spi.CommitmentStore;
import com.stateset.sequencer.spi.LeafPage;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Leaves are read in order, and the tiles of a tree are kept to the byte under the range that it is over. */
public abstract class LeafAndTileContract extends StoreContract {

    private final UUID signer = UUID.randomUUID();

    @Test
    void leaves_are_read_page_by_page_up_to_the_end() {
        StreamId stream = newStream();
        append(AppendContract.events(stream, 1000));
        append(AppendContract.events(stream, 1000));
        append(AppendContract.events(newStream(), 10));
        byte[] all = leaves(readAll(stream));
        for (int limit : new int[] {1, 333, 1999, 2000, 8192}) {
            for (long from : new long[] {1, 2, 1000, 1998, 2000}) {
                LeafPage page = store().commitments().leaves(stream, from, limit);
                int count = (int) Math.min(limit, 2000 - from + 1);
                assertThat(page.count()).isEqualTo(count);
                assertThat(page.allSigned()).isFalse();
                assertThat(Arrays.copyOf(page.hashes(), count * Hash.LENGTH))
                        .isEqualTo(Arrays.copyOfRange(
                                all, (int) (from - 1) * Hash.LENGTH, (int) (from - 1 + count) * Hash.LENGTH));
            }
        }
    }

    @Test
    void behind_the_end_there_are_no_leaves() {
        StreamId stream = newStream();
        assertThat(store().commitments().leaves(stream, 1, 10).count()).isZero();
        append(AppendContract.events(stream, 3));
        assertThat(store().commitments().leaves(stream, 4, 10).count()).isZero();
        assertThat(store().commitments().leaves(stream, 1000, 10).count()).isZero();
    }

    @Test
    void a_page_of_leaves_tells_whether_all_its_events_are_signed() {
        StreamId stream = newStream();
        registerKey(stream, signer, 0);
        append(
                event(stream).candidate(),
                event(stream).agent(signer).signedBy(0).candidate(),
                event(stream).agent(signer).signedBy(0).candidate(),
                event(stream).candidate());
        CommitmentStore commitments = store().commitments();
        assertThat(commitments.leaves(stream, 1, 1).allSigned()).isFalse();
        assertThat(commitments.leaves(stream, 2, 1).allSigned()).isTrue();
        assertThat(commitments.leaves(stream, 2, 2).allSigned()).isTrue();
        assertThat(commitments.leaves(stream, 1, 3).allSigned()).isFalse();
        assertThat(commitments.leaves(stream, 2, 3).allSigned()).isFalse();
    }

    @Test
    void tiles_are_kept_under_their_range() {
        StreamId stream = newStream();
        Tile left = tile(0, 0, 256, 1);
        Tile right = tile(0, 1, 3, 2);
        Tile top = tile(1, 0, 2, 3);
        List<TileId> ids = List.of(left.id(), right.id(), top.id(), new TileId(0, 2), new TileId(2, 0));
        CommitmentStore here = store().commitments();
        CommitmentStore there = openAnother().commitments();
        assertThat(here.tiles(stream, 1, 259, ids)).isEmpty();
        here.putTiles(stream, 1, 259, List.of(left));
        here.putTiles(stream, 1, 259, List.of());
        here.putTiles(stream, 1, 259, List.of(top, right));
        assertThat(there.tiles(stream, 1, 259, ids)).containsExactlyInAnyOrder(left, right, top);
        assertThat(there.tiles(stream, 1, 259, List.of(top.id()))).containsExactly(top);
        assertThat(there.tiles(stream, 1, 259, List.of())).isEmpty();
        assertThat(there.tiles(stream, 1, 258, ids)).isEmpty();
        assertThat(there.tiles(stream, 2, 259, ids)).isEmpty();
        assertThat(there.tiles(newStream(), 1, 259, ids)).isEmpty();
    }

    @Test
    void tiles_take_the_place_of_those_that_are_there() {
        StreamId stream = newStream();
        Tile old = tile(0, 0, 200, 1);
        Tile other = tile(1, 0, 1, 1);
        Tile changed = tile(0, 0, 256, 2);
        CommitmentStore commitments = store().commitments();
        commitments.putTiles(stream, 1, 300, List.of(old, other));
        commitments.putTiles(stream, 1, 300, List.of(changed));
        assertThat(commitments.tiles(stream, 1, 300, List.of(old.id(), other.id())))
                .containsExactlyInAnyOrder(changed, other);
    }

    @Test
    void dropped_tiles_are_gone_with_their_range_alone() {
        StreamId stream = newStream();
        StreamId other = newStream();
        Tile tile = tile(0, 0, 5, 1);
        CommitmentStore commitments = store().commitments();
        commitments.putTiles(stream, 1, 5, List.of(tile));
        commitments.putTiles(stream, 1, 6, List.of(tile));
        commitments.putTiles(stream, 6, 10, List.of(tile));
        commitments.putTiles(other, 1, 5, List.of(tile));
        commitments.dropTiles(stream, 1, 5);
        commitments.dropTiles(stream, 11, 15);
        assertThat(commitments.tiles(stream, 1, 5, List.of(tile.id()))).isEmpty();
        assertThat(commitments.tiles(stream, 1, 6, List.of(tile.id()))).containsExactly(tile);
        assertThat(commitments.tiles(stream, 6, 10, List.of(tile.id()))).containsExactly(tile);
        assertThat(commitments.tiles(other, 1, 5, List.of(tile.id()))).containsExactly(tile);
        commitments.putTiles(stream, 1, 5, List.of(tile));
        assertThat(commitments.tiles(stream, 1, 5, List.of(tile.id()))).containsExactly(tile);
    }

    @Test
    void the_tiles_of_a_large_tree_prove_each_leaf() throws Exception {
        StreamId stream = newStream();
        int count = 66_000;
        List<Tile> tiles = new ArrayList<>();
        TiledTreeBuilder builder = new TiledTreeBuilder(tiles::add);
        byte[] leaves = tile(0, 0, 256, 7).toByteArray();
        for (int i = 0; i < count; i += 256) {
            builder.add(leaves, 0, Math.min(256, count - i));
        }
        Hash root = builder.finish();
        CommitmentStore commitments = store().commitments();
        commitments.putTiles(stream, 1, count, tiles);
        TiledTree tree = new TiledTree(count);
        for (long index : new long[] {0, 255, 256, 65_535, 65_536, count - 1}) {
            int offset = (int) (index % 256) * Hash.LENGTH;
            Hash leaf = Hash.of(Arrays.copyOfRange(leaves, offset, offset + Hash.LENGTH));
            tree.proof(index, commitments.tiles(stream, 1, count, tree.tilesFor(index)))
                    .verify(leaf, root);
        }
    }

    private static byte[] leaves(List<SequencedEvent> rows) {
        ByteArrayOutputStream leaves = new ByteArrayOutputStream();
        rows.forEach(row -> leaves.writeBytes(row.leafHash().toByteArray()));
        return leaves.toByteArray();
    }

    /** A tile of hashes that depend on a number. */
    private static Tile tile(int level, long index, int size, int number) {
        ByteArrayOutputStream hashes = new ByteArrayOutputStream();
        for (int i = 0; i < size; i++) {
            hashes.writeBytes(Chain.hash(1000 * number + i).toByteArray());
        }
        return Tile.of(new TileId(level, index), hashes.toByteArray());
    }
}
