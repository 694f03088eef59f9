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
                        "offline: till-2 has [lamp waits], events that wait: 1",
                        "till-1 synced: 2 sent, 0 rejected, 3 pulled and verified",
                        "lamp: base_version is 0 but the entity is at version 1",
                        "  mine:   piece.sold {\"by\":\"till-2\",\"cents\":3500,\"piece\":\"lamp\"}",
                        "  theirs: piece.sold {\"by\":\"till-1\",\"cents\":4000,\"piece\":\"lamp\"}",
                        "till-2 synced: 0 sent, 1 rejected, 3 pulled and verified",
                        "till-2 synced: 1 sent, 0 rejected, 1 pulled and verified",
                        "till-1 synced: 0 sent, 0 rejected, 1 pulled and verified",
                        "offline again: till-2 has [lamp refunded], events that wait: 0",
                        "offline again: till-1 has [vase sold, lamp sold], events that wait: 0",
                        "1 piece.sold {\"by\":\"the web\",\"cents\":9900,\"piece\":\"clock\"}",
                        "2 piece.sold {\"by\":\"till-1\",\"cents\":2933,\"piece\":\"vase\"}",
                        "3 piece.sold {\"by\":\"till-1\",\"cents\":4000,\"piece\":\"lamp\"}",
                        "4 sale.refunded {\"by\":\"till-2\",\"cents\":3500,\"piece\":\"lamp\"}",
                        "both tills have the same log: true");
    }
}
