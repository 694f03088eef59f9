package com.stateset.sequencer.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfflineTillTest {

    @TempDir
    Path folder;

    @Test
    void sales_wait_for_a_server_and_others_come_back_with_it() throws Exception {
        assertThat(Printed.by(() -> OfflineTill.main(new String[] {folder.toString()})))
                .containsExactly(
                        "offline: 2 sales wait",
                        "synced: 2 sent, 3 pulled and verified",
                        "offline again: 0 sales wait, the till knows 3 events");
    }
}
