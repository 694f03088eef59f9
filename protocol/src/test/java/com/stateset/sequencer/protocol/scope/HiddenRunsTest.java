package com.stateset.sequencer.protocol.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.SubtreeRoot;
import java.util.List;
import org.junit.jupiter.api.Test;

class HiddenRunsTest {

    @Test
    void runs_between_events_come_back_as_they_were() {
        // Numbers 3 to 20; 4 and 9 are shown.
        List<SubtreeRoot> hidden = List.of(root(2, 0), root(4, 2), root(9, 0), root(10, 1), root(12, 2), root(16, 2));

        assertThat(HiddenRuns.read(3, 20, List.of(4L, 9L), HiddenRuns.write(hidden)))
                .isEqualTo(hidden);
        assertThat(HiddenRuns.read(5, 4, List.of(), "")).isEmpty();
        assertThat(HiddenRuns.read(1, 2, List.of(1L, 2L), "")).isEmpty();
    }

    @Test
    void events_out_of_place_are_refused() {
        for (List<Long> shown : List.of(List.of(2L), List.of(6L), List.of(5L, 4L), List.of(4L, 4L))) {
            assertThatThrownBy(() -> HiddenRuns.read(3, 5, shown, HiddenRuns.write(List.of(root(0, 0)))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void there_is_one_hash_for_each_subtree() {
        String two = HiddenRuns.write(List.of(root(0, 0), root(1, 0)));
        assertThatThrownBy(() -> HiddenRuns.read(1, 2, List.of(), two)).hasMessageContaining("have 64 bytes");
        assertThatThrownBy(() -> HiddenRuns.read(1, 3, List.of(2L), HiddenRuns.write(List.of(root(0, 0)))))
                .hasMessageContaining("have 32 bytes, where 64");
        assertThatThrownBy(() -> HiddenRuns.read(1, 2, List.of(), "not base64!"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_range_without_end_is_refused_before_it_is_counted() {
        assertThatThrownBy(() -> HiddenRuns.read(1, Long.MAX_VALUE - 1, List.of(), ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HiddenRuns.read(1, Long.MAX_VALUE, List.of(), ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void half_a_hash_is_refused() {
        assertThatThrownBy(() -> HiddenRuns.read(1, 1, List.of(), HiddenRuns.write(List.of(root(0, 0))) + "AAAA"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HiddenRuns.read(1, 1, List.of(1L), "AAAA")).hasMessageContaining("no multiple of 32");
    }

    @Test
    void a_hash_stands_for_256_events_at_most() {
        String one = HiddenRuns.write(List.of(root(0, 8)));
        assertThat(HiddenRuns.read(1, 256, List.of(), one)).hasSize(1);
        assertThatThrownBy(() -> HiddenRuns.read(1, 2 * 256 + 1, List.of(), one))
                .hasMessage("the hashes of the events that are not shown have 32 bytes, where 64 or more are needed");
    }

    private static SubtreeRoot root(long first, int height) {
        byte[] bytes = new byte[Hash.LENGTH];
        bytes[0] = (byte) first;
        bytes[1] = (byte) height;
        return new SubtreeRoot(first, height, Hash.of(bytes));
    }
}
