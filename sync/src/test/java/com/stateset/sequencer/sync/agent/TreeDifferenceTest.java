package com.stateset.sequencer.sync.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.LogHashes;
import com.stateset.sequencer.tlog.TileHashes;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TileSource;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TreeDifferenceTest {

    private static final int[] SIZES = {1, 2, 255, 256, 257, 511, 512, 600, 65_535, 65_536, 65_537, 70_000};

    @Test
    void equal_trees_and_beginnings_do_not_differ() {
        for (int size : SIZES) {
            Tree tree = new Tree(leaves(size));
            assertThat(difference(tree, new Tree(leaves(size)))).as("%s", size).isEmpty();
            assertThat(difference(tree, new Tree(leaves(size + 300))))
                    .as("%s", size)
                    .isEmpty();
            assertThat(difference(new Tree(leaves(size + 300)), tree))
                    .as("%s", size)
                    .isEmpty();
        }
        assertThat(difference(new Tree(List.of()), new Tree(leaves(5)))).isEmpty();
    }

    @Test
    void the_first_altered_entry_is_found_with_two_tiles_a_level() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int size : SIZES) {
            for (int index : new int[] {0, size / 2, size - 1, random.nextInt(size)}) {
                List<Hash> altered = leaves(size + random.nextInt(300));
                altered.set(index, Hash.ZERO);
                altered.set(index + random.nextInt(altered.size() - index), Hash.ZERO);
                Tree theirs = new Tree(altered);
                assertThat(difference(new Tree(leaves(size)), theirs))
                        .as("%s of %s, seed %s", index, size, seed)
                        .hasValue(index);
                assertThat(theirs.reads).isLessThanOrEqualTo(6);
            }
        }
    }

    @Test
    void a_tile_that_is_too_short_differs_where_it_ends() {
        Tree ours = new Tree(leaves(100));
        TileSource cut = tile -> Arrays.copyOf(ours.read(tile), 40 * Hash.LENGTH);
        assertThat(new TreeDifference(ours, 100, cut, 100).find()).hasValue(40);
    }

    private static OptionalLong difference(Tree ours, Tree theirs) {
        return new TreeDifference(ours, ours.leaves.size(), theirs, theirs.leaves.size()).find();
    }

    private static List<Hash> leaves(int size) {
        return new ArrayList<>(LongStream.range(0, size)
                .mapToObj(i ->
                        Hash.of(ByteBuffer.allocate(Hash.LENGTH).putLong(i + 1).array()))
                .toList());
    }

    /** A tree with all its tiles, in memory. */
    private static final class Tree implements TileSource {

        private final List<Hash> leaves;
        private final List<TileHashes> nodes;
        private int reads;

        Tree(List<Hash> leaves) {
            this.leaves = leaves;
            this.nodes = AppendedEntries.ofEntries(CompactRange.EMPTY, leaves).tileHashes();
        }

        @Override
        public byte[] read(TilePath tile) {
            reads++;
            int from = (int) tile.index() * TilePath.FULL_WIDTH;
            List<Hash> hashes = tile.level() == 0
                    ? leaves.subList(from, from + tile.width()).stream()
                            .map(LogHashes::record)
                            .toList()
                    : level(tile.level()).subList(from, from + tile.width());
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            hashes.forEach(hash -> bytes.writeBytes(hash.toByteArray()));
            return bytes.toByteArray();
        }

        private List<Hash> level(int level) {
            return nodes.stream()
                    .filter(run -> run.level() == level)
                    .flatMap(run -> run.hashes().stream())
                    .toList();
        }
    }
}
