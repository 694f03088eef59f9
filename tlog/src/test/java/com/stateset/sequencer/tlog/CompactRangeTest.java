package com.stateset.sequencer.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.merkle.Hash;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CompactRangeTest {

    @Test
    void known_roots_hold_without_the_vectors_too() {
        assertThat(CompactRange.EMPTY.root())
                .hasToString("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        CompactRange seven = CompactRange.EMPTY.appendEntries(Samples.entries(7));
        assertThat(seven.root()).hasToString("dacbe62f6c6822d17c056c5930eaae051a749b30b052b038cce5c909b369c202");
        assertThat(seven.hashes()).hasSize(3);
        assertThat(CompactRange.EMPTY.appendEntries(Samples.entries(3)).root())
                .hasToString("415dc412c2d13e99954b4cb505cc7d0fb3c1675604b733487d6018489d14fc52");
    }

    @Test
    void groups_of_any_size_lead_to_the_same_edge() {
        Random random = Samples.random();
        for (int i = 0; i < Samples.times(100); i++) {
            List<Hash> entries = Samples.entries(random.nextInt(700));
            int split = random.nextInt(entries.size() + 1);
            CompactRange atOnce = CompactRange.EMPTY.appendEntries(entries);
            CompactRange inTwo = CompactRange.EMPTY
                    .appendEntries(entries.subList(0, split))
                    .appendRecords(Samples.records(entries.subList(split, entries.size())));
            assertThat(inTwo).isEqualTo(atOnce).hasSameHashCodeAs(atOnce);
            assertThat(atOnce.root()).isEqualTo(new ReferenceLog(entries).root(entries.size()));
        }
    }

    @Test
    void an_edge_is_read_back_as_it_was_written() {
        CompactRange edge = CompactRange.EMPTY.appendEntries(Samples.entries(1000));
        assertThat(CompactRange.of(1000, edge.toByteArray())).isEqualTo(edge).hasToString(edge.toString());
        assertThat(CompactRange.of(0, new byte[0])).isEqualTo(CompactRange.EMPTY);
    }

    @Test
    void an_edge_without_a_hash_for_each_bit_is_refused() {
        for (int bytes : new int[] {0, 63, 65, 32, 96}) {
            assertThatThrownBy(() -> CompactRange.of(3, new byte[bytes]))
                    .isInstanceOf(LogVerificationException.class)
                    .hasMessage("the right edge of 3 entries has not " + bytes + " bytes");
        }
        assertThatThrownBy(() -> CompactRange.of(-1, new byte[64 * 32])).isInstanceOf(LogVerificationException.class);
    }

    @Test
    void the_largest_log_takes_no_further_entry() {
        CompactRange full = CompactRange.of(Long.MAX_VALUE, new byte[63 * 32]);
        assertThatThrownBy(() -> full.appendEntries(Samples.entries(1))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> AppendedEntries.ofEntries(full, Samples.entries(1)))
                .isInstanceOf(ArithmeticException.class);
        CompactRange almost = CompactRange.of(Long.MAX_VALUE - 1, new byte[62 * 32]);
        assertThat(almost.appendEntries(Samples.entries(1)).size()).isEqualTo(Long.MAX_VALUE);
    }
}
