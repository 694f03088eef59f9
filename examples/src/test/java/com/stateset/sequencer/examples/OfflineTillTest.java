package com.stateset.sequencer.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfflineTillTest {

    @TempDir
    Path folder;

    @Test
    void two_tills_sell_the_last_piece_offline_and_agree() throws Exception {
        assertThat(Printed.by(() -> OfflineTill.main(new String[] {folder.toString()})))
                .containsExactly(
                        "rolled back: till-1 has [vase waits, lamp waits], events that wait: 2",
                        "offline: till-2 has [lamp waits, bowl waits], events that wait: 2",
                        "till-1 synced: 2 sent, 0 rejected, 3 pulled and verified",
                        "conflict: base_version is 0 but the entity is at version 1",
                        "  mine:   piece.sold lamp {\"by\":\"till-2\",\"cents\":3500}",
                        "  theirs: piece.sold lamp {\"by\":\"till-1\",\"cents\":4000}",
                        "till-2 synced: 1 sent, 1 rejected, 4 pulled and verified",
                        "till-1 synced: 0 sent, 0 rejected, 1 pulled and verified",
                        "offline again: till-2 has [lamp to be refunded, bowl sold], events that wait: 0",
                        "offline again: till-1 has [vase sold, lamp sold], events that wait: 0",
                        "1 piece.sold clock {\"by\":\"the web\",\"cents\":9900}",
                        "2 piece.sold vase {\"by\":\"till-1\",\"cents\":2933}",
                        "3 piece.sold lamp {\"by\":\"till-1\",\"cents\":4000}",
                        "4 piece.sold bowl {\"by\":\"till-2\",\"cents\":1200}",
                        "both tills have the same log: true");
    }
}
