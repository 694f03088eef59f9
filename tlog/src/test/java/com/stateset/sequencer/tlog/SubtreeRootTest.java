package com.stateset.sequencer.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.merkle.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SubtreeRootTest {

    @Test
    void a_run_is_a_row_of_the_largest_subtrees() {
        assertThat(SubtreeRoot.heights(3, 10)).containsExactly(0, 2, 2, 0);
        assertThat(SubtreeRoot.heights(0, 1)).containsExactly(0);
        assertThat(SubtreeRoot.heights(0, 0)).isEmpty();
        assertThat(SubtreeRoot.heights(0, 1025)).containsExactly(8, 8, 8, 8, 0);
        assertThat(SubtreeRoot.heights(255, 258)).containsExactly(0, 8, 0);
    }

    @Test
    void an_edge_takes_subtrees_as_it_takes_their_entries() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<Hash> entries = entries(1200, random);
        CompactRange edge = CompactRange.EMPTY;
        while (edge.size() < entries.size()) {
            int from = (int) edge.size();
            int to = Math.min(entries.size(), from + random.nextInt(400));
            edge = edge.appendSubtrees(SubtreeRoot.over(from, entries.subList(from, to)));
            assertThat(edge).isEqualTo(CompactRange.EMPTY.appendEntries(entries.subList(0, to)));
        }
    }

    @Test
    void hashes_alone_are_put_back_to_their_places() {
        List<Hash> entries = entries(300, new Random(7));
        List<SubtreeRoot> subtrees = SubtreeRoot.over(5, entries);
        List<Hash> hashes = subtrees.stream().map(SubtreeRoot::hash).toList();

        assertThat(SubtreeRoot.of(5, 300, hashes)).isEqualTo(subtrees);
        assertThatThrownBy(() -> SubtreeRoot.of(5, 299, hashes))
                .isInstanceOf(LogVerificationException.class)
                .hasMessageContaining("299 entries from 5 on are");
    }

    @Test
    void a_subtree_is_not_put_where_it_cannot_be() {
        assertThatThrownBy(() -> new SubtreeRoot(2, 2, Hash.ZERO))
                .hasMessage("no subtree of height 2 begins at entry 2");
        assertThatThrownBy(() -> new SubtreeRoot(0, 9, Hash.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CompactRange.EMPTY.appendSubtrees(List.of(new SubtreeRoot(4, 2, Hash.ZERO))))
                .hasMessage("a subtree that begins at entry 4 does not follow 0 entries");
    }

    static List<Hash> entries(int count, Random random) {
        List<Hash> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[Hash.LENGTH];
            random.nextBytes(bytes);
            entries.add(Hash.of(bytes));
        }
        return entries;
    }
}
