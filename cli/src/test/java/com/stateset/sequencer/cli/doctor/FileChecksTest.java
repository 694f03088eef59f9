package com.stateset.sequencer.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileChecksTest {

    private static final long MIB = 1L << 20;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            99  | 1   | fail | make room: without it, appends fail with 503
            100 | 101 | warn | make room: a restore, and a backup on this disk, take as much again
            100 | 100 | ok   |
            """)
    void a_disk_has_room_for_appends_and_for_a_backup(long free, long size, String level, String advice) {
        Finding found = FileChecks.room(free * MIB, size * MIB);

        assertThat(found.check()).isEqualTo("disk");
        assertThat(found.words()).startsWith(level + " ");
        assertThat(found.found()).isEqualTo(free + " MiB are free, the database has " + size + " MiB");
        assertThat(found.advice()).isEqualTo(advice);
    }
}
