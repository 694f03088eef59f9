package com.stateset.sequencer.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.merkle.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogProverTest {

    private static final List<Hash> ENTRIES = Samples.entries(70_000);
    private static final ReferenceLog REFERENCE = new ReferenceLog(ENTRIES);

    @Test
    void small_logs_prove_every_entry_and_every_growth() {
        for (int size = 0; size <= 40; size++) {
            for (int index = 0; index < size; index++) {
                assertInclusion(index, size);
            }
            for (int from = 0; from <= size; from++) {
                assertConsistency(from, size);
            }
        }
    }

    @Test
    void large_logs_prove_random_entries_and_growths() {
        Random random = Samples.random();
        for (int i = 0; i < Samples.times(60); i++) {
            int size = 1 + random.nextInt(ENTRIES.size());
            assertInclusion(random.nextInt(size), size);
            assertConsistency(random.nextInt(size + 1), size);
        }
    }

    private static void assertInclusion(int index, int size) {
        Reads reads = new Reads();
        LogInclusionProof proof = new LogProver(reads, size).inclusion(index);
        assertThat(proof.hashes()).isEqualTo(REFERENCE.inclusion(index, size));
        proof.verify(LogHashes.record(ENTRIES.get(index)), REFERENCE.root(size));
        reads.assertBounded(size);

        Reads fewer = new Reads();
        CompactRange edge = new LogProver(new Reads(), size).rightEdge();
        assertThat(new LogProver(fewer, edge).inclusion(index)).isEqualTo(proof);
        fewer.assertOnePerLevel(index);
    }

    private static void assertConsistency(int from, int size) {
        Reads reads = new Reads();
        ConsistencyProof proof = new LogProver(reads, size).consistency(from);
        assertThat(proof.hashes()).isEqualTo(REFERENCE.consistency(from, size));
        proof.verify(REFERENCE.root(from), REFERENCE.root(size));
        reads.assertBounded(size);
        CompactRange edge = new LogProver(new Reads(), size).rightEdge();
        assertThat(new LogProver(new Reads(), edge).consistency(from)).isEqualTo(proof);
    }

    @Test
    void the_right_edge_follows_from_the_tiles() {
        for (int size : new int[] {0, 1, 255, 256, 257, 65_535, 65_536, 65_537, 66_000}) {
            assertThat(new LogProver(new Reads(), size).rightEdge())
                    .isEqualTo(CompactRange.EMPTY.appendEntries(ENTRIES.subList(0, size)));
        }
    }

    @Test
    void a_tile_of_another_length_is_refused() {
        LogProver prover = new LogProver(tile -> new byte[31], 300);
        assertThatThrownBy(() -> prover.inclusion(299))
                .isInstanceOf(LogVerificationException.class)
                .hasMessage("tile/0/001.p/44 has 1408 bytes, not 31");
    }

    @Test
    void an_entry_or_a_size_that_is_not_there_is_refused() {
        LogProver prover = new LogProver(new Reads(), 5);
        assertThatThrownBy(() -> prover.inclusion(5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> prover.inclusion(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> prover.consistency(6)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new LogProver(new Reads(), -1)).hasMessage("a tree has no size -1");
    }

    /** Tiles that are counted. */
    private static final class Reads implements TileSource {

        private final TileSource tiles = Samples.tiles(REFERENCE);
        private final List<TilePath> read = new ArrayList<>();

        @Override
        public byte[] read(TilePath tile) {
            read.add(tile);
            return tiles.read(tile);
        }

        /** Only tiles that the entry itself is below, each level once. */
        void assertOnePerLevel(long index) {
            assertThat(read)
                    .doesNotHaveDuplicates()
                    .allMatch(tile -> tile.index() == index >>> (8 * (tile.level() + 1)));
        }

        void assertBounded(int size) {
            int levels = size >= 65_536 ? 3 : size >= 256 ? 2 : 1;
            assertThat(read).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(2 * levels);
            assertThat(read).allMatch(tile -> TileLayout.width(tile.level(), tile.index(), size) == tile.width());
        }
    }
}
