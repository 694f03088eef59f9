package com.stateset.sequencer.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.merkle.Hash;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AppendedEntriesTest {

    private final List<Hash> entries = Samples.entries(1200);
    private final ReferenceLog reference = new ReferenceLog(entries);

    @Test
    void small_groups_prove_every_entry_at_every_size() {
        for (int before = 0; before < 20; before++) {
            for (int after = before; after < 34; after++) {
                assertGroup(before, after, before, after);
            }
        }
    }

    @Test
    void random_groups_prove_entries_at_sizes_inside() {
        Random random = Samples.random();
        for (int i = 0; i < Samples.times(200); i++) {
            int before = random.nextInt(600);
            int after = before + random.nextInt(600);
            int size = before + random.nextInt(after - before + 1);
            assertGroup(before, after, Math.max(before, size - 3), size);
        }
    }

    private void assertGroup(int before, int after, int fromSize, int toSize) {
        AppendedEntries group = group(before, after);
        assertThat(group.after()).isEqualTo(group.before().appendEntries(entries.subList(before, after)));
        for (int size = fromSize; size <= toSize; size++) {
            assertThat(group.edgeAt(size).root()).isEqualTo(reference.root(size));
            assertConsistent(group, size, after);
            for (int index = before; index < size; index++) {
                LogInclusionProof proof = group.inclusion(index, size);
                assertThat(proof.hashes()).isEqualTo(reference.inclusion(index, size));
                proof.verify(LogHashes.record(entries.get(index)), reference.root(size));
            }
        }
    }

    private void assertConsistent(AppendedEntries group, int from, int to) {
        ConsistencyProof proof = group.consistency(from);
        assertThat(proof.hashes()).isEqualTo(reference.consistency(from, to));
        proof.verify(reference.root(from), reference.root(to));
    }

    @Test
    void it_names_the_tile_hashes_that_came_into_being() {
        assertThat(group(0, 255).tileHashes()).isEmpty();
        assertThat(group(255, 256).tileHashes()).containsExactly(new TileHashes(1, 0, List.of(reference.root(256))));
        assertThat(group(300, 1100).tileHashes())
                .containsExactly(new TileHashes(
                        1, 1, List.of(reference.root(256, 512), reference.root(512, 768), reference.root(768, 1024))));
        assertThat(group(600, 700).tileHashes()).isEmpty();
    }

    @Test
    void what_is_not_in_the_group_is_not_answered() {
        AppendedEntries group = group(10, 20);
        assertThatThrownBy(() -> group.inclusion(9)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> group.inclusion(20)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> group.inclusion(15, 15)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> group.inclusion(15, 21)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> group.consistency(9)).hasMessage("size 9 is not in the group from 10 to 20");
        assertThatThrownBy(() -> group.edgeAt(21)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private AppendedEntries group(int before, int after) {
        CompactRange edge = CompactRange.EMPTY.appendEntries(entries.subList(0, before));
        AppendedEntries group = AppendedEntries.ofEntries(edge, entries.subList(before, after));
        assertThat(group)
                .isEqualTo(AppendedEntries.ofRecords(edge, Samples.records(entries.subList(before, after))))
                .hasToString("entries " + before + " to " + after);
        return group;
    }
}
