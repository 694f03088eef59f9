package com.stateset.sequencer.cli.agent;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.server.TestServer;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.agent.SyncAgent;
import com.stateset.sequencer.sync.http.HttpTransport;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What crosses the wire for an agent that follows a stream, and how often. {@code -Dsequencer.live.events} makes the stream longer. */
@Timeout(300)
class LiveWireTest {

    private static final int EVENTS = Integer.getInteger("sequencer.live.events", 200);
    private static final Duration HARDLY_EVER = Duration.ofHours(1);

    private final StreamId stream = new StreamId(Agent.TENANT, UUID.randomUUID());

    @TempDir
    private Path directory;

    private final PulledNumbers pulled = new PulledNumbers();
    private TestServer server;

    @BeforeEach
    void startServer() {
        server = LocalServer.start(directory.resolve("server"), 0);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void each_event_crosses_the_wire_once_on_two_connections() throws Exception {
        List<String> marks = new ArrayList<>();
        AgentSigner author = signer();
        try (CountingProxy proxy = CountingProxy.readingAlong(server.port());
                SqliteOutbox following = outbox("following.db", signer());
                SqliteOutbox writing = outbox("writing.db", author);
                HttpTransport follow = HttpTransport.to(URI.create(proxy.url()), null);
                HttpTransport write = HttpTransport.to(URI.create(server.url()), null);
                SyncAgent follower = SyncAgent.builder(following, follow)
                        .interval(HARDLY_EVER)
                        .listener(pulled)
                        .build();
                SyncAgent writer = SyncAgent.builder(writing, write).build()) {
            write.register(stream.tenantId(), author);
            follower.start();
            // At the start, and when the server's news are listened to.
            pulled.await(0);
            pulled.await(0);
            proxy.taken();
            for (int i = 1; i <= EVENTS; i++) {
                append(writing, marks);
                writer.push();
                pulled.await(i);
            }
            long bytes = proxy.taken();
            System.out.println("following " + EVENTS + " events live: " + bytes + " bytes, " + bytes / EVENTS
                    + " an event, on " + proxy.connections() + " connections");

            String sent = proxy.sent();
            Map<Integer, Long> times =
                    marks.stream().collect(groupingBy(mark -> sent.split(mark, -1).length - 1, counting()));
            assertThat(times).as("how often how many crossed").isEqualTo(Map.of(1, (long) EVENTS));
            assertThat(proxy.connections()).isEqualTo(2);
        }
    }

    /** Between another agent's events, over HTTP as it is. */
    @Test
    void what_an_agent_has_sent_does_not_come_back() throws Exception {
        List<String> own = new ArrayList<>();
        List<String> others = new ArrayList<>();
        AgentSigner author = signer();
        AgentSigner other = signer();
        try (CountingProxy proxy = CountingProxy.readingAlong(server.port());
                SqliteOutbox outbox = outbox("own.db", author);
                SqliteOutbox writing = outbox("writing.db", other);
                HttpTransport network = HttpTransport.to(URI.create(proxy.url()), null);
                HttpTransport write = HttpTransport.to(URI.create(server.url()), null);
                SyncAgent agent = SyncAgent.builder(outbox, network).build();
                SyncAgent writer = SyncAgent.builder(writing, write).build()) {
            network.register(stream.tenantId(), author);
            write.register(stream.tenantId(), other);
            for (int i = 0; i < 20; i++) {
                append(outbox, own);
                agent.push();
                append(writing, others);
                writer.push();
            }
            agent.syncOnce();
            append(outbox, own);
            agent.syncOnce();

            String sent = proxy.sent();
            assertThat(own).noneMatch(sent::contains);
            assertThat(others)
                    .allSatisfy(mark -> assertThat(sent.split(mark, -1)).hasSize(2));
            Log log = Log.read(server.url(), stream.storeId());
            assertThat(outbox.replica().read(0, 100))
                    .extracting(event -> event.event().eventId().toString())
                    .isEqualTo(log.ids())
                    .hasSize(41);
            assertThat(outbox.status().history().size()).isEqualTo(41);
        }
    }

    private static void append(SqliteOutbox outbox, List<String> marks) {
        String mark = UUID.randomUUID().toString();
        marks.add(mark);
        outbox.append(event(mark));
    }

    private SqliteOutbox outbox(String file, AgentSigner signer) {
        OutboxProfile profile = new OutboxProfile(stream, signer.agentId()).keyId(signer.keyId());
        return SqliteOutbox.open(directory.resolve(file), profile, signer);
    }

    private static AgentSigner signer() {
        return new AgentSigner(UUID.randomUUID(), 1, SigningKey.generate());
    }

    /** With a payload of 330 bytes. */
    private static NewEvent event(String mark) {
        return NewEvent.builder()
                .entity("order", "o-1")
                .eventType("order.changed")
                .payload("{\"mark\":\"" + mark + "\",\"note\":\"" + "n".repeat(273) + "\"}")
                .build();
    }
}
