package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.server.TestServer;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.agent.SyncAgent;
import com.stateset.sequencer.sync.http.HttpTransport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent in the background that hardly ever looks by itself, and a server that tells it when to. */
@Timeout(120)
class AgentWakeupTest {

    /** Of an interval of an hour; on a machine that has nothing else to do, what is promised. */
    private static final Duration SOON = Duration.ofSeconds(Boolean.getBoolean("sequencer.quiet") ? 1 : 30);

    private static final StreamId STREAM = new StreamId(Agent.TENANT, UUID.randomUUID());

    @TempDir
    private Path directory;

    private final PulledNumbers pulled = new PulledNumbers();
    private int port;
    private TestServer server;
    private SqliteOutbox writer;
    private SqliteOutbox reader;

    @BeforeEach
    void startServer() throws IOException {
        port = LocalServer.unusedPort();
        server = LocalServer.start(directory.resolve("server"), port);
        writer = outbox("writer.db");
        reader = outbox("reader.db");
    }

    @AfterEach
    void stopServer() {
        writer.close();
        reader.close();
        server.close();
    }

    @Test
    void of_what_others_did_and_also_after_the_server_was_away() throws InterruptedException {
        try (SyncAgent agent = SyncAgent.builder(reader, transport())
                .interval(Duration.ofHours(1))
                .listener(pulled)
                .build()) {
            agent.start();
            // At the start, and when the event stream is connected.
            pulled.await(0);
            pulled.await(0);

            writeOne();
            long start = System.nanoTime();
            pulled.await(1);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);

            server.close();
            server = LocalServer.start(directory.resolve("server"), port);
            writeOne();
            pulled.await(2);
            writeOne();
            pulled.await(3);
        }
    }

    private void writeOne() {
        writer.append(NewEvent.builder()
                .entity("order", "o-1")
                .eventType("order.changed")
                .payload("{}")
                .build());
        try (SyncAgent agent = SyncAgent.builder(writer, transport()).build()) {
            agent.push();
        }
    }

    private HttpTransport transport() {
        return HttpTransport.to(URI.create("http://localhost:" + port), null);
    }

    private SqliteOutbox outbox(String file) {
        return SqliteOutbox.open(directory.resolve(file), new OutboxProfile(STREAM, UUID.randomUUID()), null);
    }
}
