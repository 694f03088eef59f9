package com.stateset.sequencer.verify.seen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongTableTest {

    private static final long PIECE = 1 << 24;

    @ParameterizedTest
    @ValueSource(longs = {0, 3 * PIECE})
    void what_was_set_is_there_and_all_else_is_zero(long mostInHeap) {
        long length = PIECE + 3;
        LongTable table = LongTable.of(length, mostInHeap);
        for (long at : List.of(0L, PIECE - 1, PIECE, length - 1)) {
            assertThat(table.get(at)).isZero();
            table.set(at, -at - 1);
        }
        for (long at : List.of(0L, PIECE - 1, PIECE, length - 1)) {
            assertThat(table.get(at)).isEqualTo(-at - 1);
        }
        assertThat(table.get(PIECE - 2)).isZero();
        assertThat(table.get(PIECE + 1)).isZero();
    }

    @Test
    void no_file_is_left_behind() throws IOException {
        List<Path> before = files();
        LongTable table = LongTable.of(1000, 0);
        assertThat(files()).isEqualTo(before);
        table.set(999, 1);
        assertThat(table.get(999)).isEqualTo(1);
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(file -> file.getFileName().toString().startsWith("sequencer-audit"))
                    .sorted()
                    .toList();
        }
    }
}
