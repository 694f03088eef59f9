package com.stateset.sequencer.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.benchmarks.turns.Interval;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerProcessesTest {

    private final ExecutorService unused = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        unused.shutdownNow();
    }

    @Test
    void calls_are_shared_out_and_the_slowest_process_counts() throws IOException {
        try (PeerProcesses peers = PeerProcesses.start(ScriptedPeer.storing(7), 2, 3, 7)) {
            assertThat(peers.name()).isEqualTo("scripted 1.0; 2 processes, 3 callers each");
            assertThat(peers.callers()).isEqualTo(6);
            for (int i = 0; i < 2; i++) {
                Interval interval = peers.run(5, unused);

                assertThat(interval.events()).isEqualTo(35);
                assertThat(interval.nanos()).isEqualTo(300_000_000);
            }
        }
    }

    @Test
    void a_process_that_stores_less_ends_the_measurement() throws IOException {
        try (PeerProcesses peers = PeerProcesses.start(ScriptedPeer.storing(6), 1, 1, 7)) {
            assertThatThrownBy(() -> peers.run(2, unused))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("2 calls were asked for, and it said: ")
                    .hasMessageContaining("\"events\": 12");
        }
    }

    @Test
    void a_process_that_dies_ends_the_measurement() throws IOException {
        try (PeerProcesses peers = PeerProcesses.start(ScriptedPeer.storing(0), 1, 1, 7)) {
            assertThatThrownBy(() -> peers.run(2, unused))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has ended without an answer");
        }
    }

    @Test
    void a_program_that_does_not_start_is_named() {
        List<String> command = ScriptedPeer.storing(7).subList(0, 4);

        assertThatThrownBy(() -> PeerProcesses.start(command, 1, 1, 7))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ScriptedPeer");
    }
}
