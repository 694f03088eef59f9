package com.stateset.sequencer.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadsLogEntryTest {

    private final HeadsLogEntry entry = new HeadsLogEntry(
            LogHashes.EMPTY_ROOT,
            CompactRange.EMPTY.appendEntries(Samples.entries(3)).head());

    @Test
    void an_entry_is_read_back() {
        assertThat(entry.toByteArray()).hasSize(HeadsLogEntry.LENGTH).startsWith(Samples.utf8("VES_TREEHEAD_V1"));
        assertThat(HeadsLogEntry.parse(entry.toByteArray())).isEqualTo(entry);
    }

    @Test
    void a_break_is_an_entry_of_its_own_kind() {
        HeadsLogEntry broken = new HeadsLogEntry(HeadsLogEntry.Kind.BREAK, entry.streamId(), entry.head());
        assertThat(broken.toByteArray()).hasSize(HeadsLogEntry.LENGTH).startsWith(Samples.utf8("VES_TREEBREAK_1"));
        assertThat(HeadsLogEntry.parse(broken.toByteArray())).isEqualTo(broken).isNotEqualTo(entry);
        assertThat(entry.kind()).isEqualTo(HeadsLogEntry.Kind.HEAD);
        assertThat(broken.recordHash()).isNotEqualTo(entry.recordHash());
    }

    @Test
    void what_is_not_an_entry_is_refused() {
        byte[] prefix = entry.toByteArray();
        prefix[0]++;
        byte[] size = entry.toByteArray();
        Arrays.fill(size, 47, 55, (byte) 0);
        byte[] negative = entry.toByteArray();
        negative[47] = -1;
        for (byte[] bytes : List.of(prefix, size, negative, Arrays.copyOf(entry.toByteArray(), 86), new byte[0])) {
            assertThatThrownBy(() -> HeadsLogEntry.parse(bytes)).isInstanceOf(LogVerificationException.class);
        }
        assertThatThrownBy(() -> new HeadsLogEntry(LogHashes.EMPTY_ROOT, TreeHead.EMPTY))
                .hasMessage("the head of an empty stream is not entered");
    }

    @Test
    void bundles_of_another_width_or_length_are_refused() {
        byte[] bundle = EntryBundle.write(List.of(entry.toByteArray(), entry.toByteArray()));
        assertThat(EntryBundle.read(bundle, 2, 87)).hasSize(2);
        assertThatThrownBy(() -> EntryBundle.read(bundle, 3, 87))
                .hasMessage("a bundle of 3 entries of 87 bytes has not 178 bytes");
        bundle[1]++;
        assertThatThrownBy(() -> EntryBundle.read(bundle, 2, 87))
                .hasMessage("entry 0 of a bundle has 88 bytes, not 87");
        assertThatThrownBy(() -> EntryBundle.write(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
