package com.stateset.sequencer.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TileLayoutTest {

    @Test
    void all_tiles_of_a_level_are_full_but_the_last() {
        assertThat(TileLayout.width(0, 0, 0)).isZero();
        assertThat(TileLayout.width(0, 0, 300)).isEqualTo(256);
        assertThat(TileLayout.width(0, 1, 300)).isEqualTo(44);
        assertThat(TileLayout.width(0, 2, 300)).isZero();
        assertThat(TileLayout.width(1, 0, 300)).isEqualTo(1);
        assertThat(TileLayout.width(7, 0, Long.MAX_VALUE)).isEqualTo(127);
        assertThat(TileLayout.width(8, 0, Long.MAX_VALUE)).isZero();
        assertThat(TileLayout.width(63, 0, Long.MAX_VALUE)).isZero();
    }

    @Test
    void a_partial_tile_stands_at_the_right_edge() {
        assertThat(TileLayout.partial(0, 300)).contains(TilePath.hashes(0, 1, 44));
        assertThat(TileLayout.partial(1, 300)).contains(TilePath.hashes(1, 0, 1));
        assertThat(TileLayout.partial(0, 512)).isEmpty();
        assertThat(TileLayout.partial(2, 300)).isEmpty();
    }

    @Test
    void nothing_beyond_the_size_is_covered() {
        assertThat(TileLayout.covers(300, TilePath.hashes(0, 0, 256))).isTrue();
        assertThat(TileLayout.covers(300, TilePath.entries(1, 44))).isTrue();
        assertThat(TileLayout.covers(300, TilePath.entries(1, 12))).isTrue();
        assertThat(TileLayout.covers(300, TilePath.entries(1, 45))).isFalse();
        assertThat(TileLayout.covers(300, TilePath.hashes(0, 2, 1))).isFalse();
        assertThat(TileLayout.covers(300, TilePath.hashes(1, 0, 2))).isFalse();
    }

    @Test
    void growing_fills_tiles_of_every_level() {
        assertThat(TileLayout.filled(0, 255)).isEmpty();
        assertThat(TileLayout.filled(255, 256)).containsExactly(TilePath.hashes(0, 0, 256));
        assertThat(TileLayout.filled(256, 511)).isEmpty();
        assertThat(TileLayout.filled(65_500, 65_536))
                .containsExactly(TilePath.hashes(0, 255, 256), TilePath.hashes(1, 0, 256));
        assertThat(TileLayout.filled(0, 65_536)).hasSize(257);
        assertThatThrownBy(() -> TileLayout.filled(2, 1)).hasMessage("a log does not grow from 2 to 1");
    }
}
