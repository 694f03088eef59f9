package com.stateset.sequencer.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.merkle.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PartialTreeTest {

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final List<Hash> entries = SubtreeRootTest.entries(1500, random);
    private final List<Integer> known = new ArrayList<>();
    private final List<SubtreeRoot> parts = parts();
    private final PartialTree tree = new PartialTree(entries.size(), this::block);

    @Test
    void known_entries_are_proved_as_in_the_whole_tree() {
        System.out.println("seed " + seed);
        AppendedEntries whole = AppendedEntries.ofEntries(CompactRange.EMPTY, entries);

        assertThat(tree.edgeAt(entries.size())).isEqualTo(whole.after());
        for (int index : known) {
            assertThat(tree.inclusion(index, entries.size())).isEqualTo(whole.inclusion(index));
        }
        assertThat(known).isNotEmpty();
    }

    @Test
    void an_edge_follows_wherever_no_part_is_cut() {
        AppendedEntries whole = AppendedEntries.ofEntries(CompactRange.EMPTY, entries);
        for (SubtreeRoot part : parts) {
            assertThat(tree.edgeAt(part.first())).isEqualTo(whole.edgeAt(part.first()));
        }
        SubtreeRoot large =
                parts.stream().filter(part -> part.height() > 0).findFirst().orElseThrow();
        assertThatThrownBy(() -> tree.edgeAt(large.first() + 1))
                .isInstanceOf(LogVerificationException.class)
                .hasMessageContaining("only one hash together is known");
        assertThatThrownBy(() -> tree.inclusion(large.first(), entries.size()))
                .isInstanceOf(LogVerificationException.class);
    }

    @Test
    void a_gap_is_noticed() {
        assertThatThrownBy(() -> new PartialTree(256, block -> List.of()))
                .isInstanceOf(LogVerificationException.class)
                .hasMessageContaining("is missing");
    }

    private List<SubtreeRoot> parts() {
        List<SubtreeRoot> all = new ArrayList<>();
        int at = 0;
        while (at < entries.size()) {
            int hidden =
                    Math.min(entries.size() - at, random.nextInt(4) == 0 ? random.nextInt(600) : random.nextInt(9));
            all.addAll(SubtreeRoot.over(at, entries.subList(at, at + hidden)));
            at += hidden;
            if (at < entries.size()) {
                all.add(SubtreeRoot.ofEntry(at, entries.get(at)));
                known.add(at++);
            }
        }
        return all;
    }

    private List<SubtreeRoot> block(long index) {
        return parts.stream().filter(part -> part.first() / 256 == index).toList();
    }
}
