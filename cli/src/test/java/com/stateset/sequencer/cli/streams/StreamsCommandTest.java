package com.stateset.sequencer.cli.streams;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.cli.CommandRun;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.server.SequencerServer;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamsCommandTest {

    private static final StreamId ONE = new StreamId(new UUID(0, 1), new UUID(0, 1));
    private static final StreamId TWO = new StreamId(new UUID(0, 2), new UUID(0, 7));

    @TempDir
    private Path directory;

    @BeforeEach
    void write() {
        try (Sequencer sequencer = sequencer()) {
            append(sequencer, ONE, 3);
            append(sequencer, TWO, 1);
        }
    }

    @Test
    void of_a_store() {
        CommandRun run = CommandRun.of("streams", "--data", directory.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "TENANT                                STORE                                 HEAD",
                        ONE.tenantId() + "  " + ONE.storeId() + "  3",
                        TWO.tenantId() + "  " + TWO.storeId() + "  1");
    }

    @Test
    void of_a_server_and_one_tenant() {
        try (Sequencer sequencer = sequencer();
                SequencerServer server = SequencerServer.builder()
                        .sequencer(sequencer)
                        .apiKey("ss_key")
                        .port(0)
                        .start()) {
            CommandRun run = CommandRun.of(
                    "streams",
                    "--server",
                    server.url(),
                    "--api-key",
                    "ss_key",
                    "--tenant",
                    TWO.tenantId().toString(),
                    "--json");

            assertThat(run.exitCode()).isZero();
            assertThat(run.out())
                    .isEqualTo("{\"streams\":[{\"tenant_id\":\"" + TWO.tenantId() + "\",\"store_id\":\"" + TWO.storeId()
                            + "\",\"head_sequence\":1}],\"count\":1}\n");
        }
    }

    @Test
    void a_server_and_a_store_are_too_many() {
        CommandRun run = CommandRun.of("streams", "--data", directory.toString(), "--server", "http://localhost:1");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("give --server, --database-url or --data, only one of them");
    }

    private Sequencer sequencer() {
        return Sequencer.builder()
                .store(SqliteEventStore.open(directory.resolve("events.db")))
                .build();
    }

    private static void append(Sequencer sequencer, StreamId stream, int events) {
        for (int i = 1; i <= events; i++) {
            long head = sequencer.stream(stream)
                    .append(NewEvent.builder()
                            .entity("t", "i")
                            .eventType("e")
                            .payload("1")
                            .build())
                    .head();
            assertThat(head).isEqualTo(i);
        }
    }
}
