package com.stateset.sequencer.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TilePathTest {

    @Test
    void known_spellings_hold_without_the_vectors_too() {
        assertThat(TilePath.hashes(0, 7, 256)).hasToString("tile/0/007");
        assertThat(TilePath.hashes(1, 1234, 17)).hasToString("tile/1/x001/234.p/17");
        assertThat(TilePath.hashes(63, 1_234_067, 256)).hasToString("tile/63/x001/x234/067");
        assertThat(TilePath.entries(0, 5)).hasToString("tile/entries/000.p/5");
    }

    @Test
    void every_tile_is_read_back() {
        Random random = Samples.random();
        for (int i = 0; i < Samples.times(500); i++) {
            long index = random.nextLong() >>> (1 + random.nextInt(63));
            TilePath tile = random.nextBoolean()
                    ? TilePath.hashes(random.nextInt(64), index, 1 + random.nextInt(256))
                    : TilePath.entries(index, 1 + random.nextInt(256));
            assertThat(TilePath.parse(tile.toString())).contains(tile);
        }
        TilePath last = TilePath.hashes(0, Long.MAX_VALUE, 256);
        assertThat(TilePath.parse(last.toString())).contains(last);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tile/0/7",
                "tile/0/x000/007",
                "tile/0/000.p/0",
                "tile/0/000.p/256",
                "tile/0/000.p/01",
                "tile/64/000",
                "tile/00/000",
                "tile/0/000/",
                "/tile/0/000",
                "tile/0/٠٠٠",
                "tile/0/000\n",
                "tile/entries/7",
                "tile/0/x009/x223/x372/x036/x854/x775/808",
                "tile/0/x001/x009/x223/x372/x036/x854/x775/807"
            })
    void any_other_spelling_is_none(String path) {
        assertThat(TilePath.parse(path)).isEmpty();
    }

    @Test
    void a_tile_that_cannot_be_has_no_name() {
        assertThatThrownBy(() -> TilePath.hashes(0, 0, 0)).hasMessage("there is no tile 0 of level 0 with 0 hashes");
        assertThatThrownBy(() -> TilePath.hashes(0, 0, 257)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TilePath.hashes(64, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TilePath.entries(-1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TilePath(TilePath.Kind.ENTRIES, 1, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
