package com.stateset.sequencer.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickStartTest {

    @TempDir
    Path folder;

    @Test
    void an_event_is_stored_once_and_the_next_run_finds_it() throws Exception {
        String[] file = {folder.resolve("events.db").toString()};

        assertThat(Printed.by(() -> QuickStart.main(file)))
                .containsExactly("stored as number 1", "sent again: 1 duplicate, still number 1", "1 order.placed");
        assertThat(Printed.by(() -> QuickStart.main(file)))
                .containsExactly(
                        "stored as number 2",
                        "sent again: 1 duplicate, still number 2",
                        "1 order.placed",
                        "2 order.placed");
    }
}
