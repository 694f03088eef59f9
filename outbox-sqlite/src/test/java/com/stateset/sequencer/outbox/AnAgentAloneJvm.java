package com.stateset.sequencer.outbox;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.agent.SyncAgent;
import com.stateset.sequencer.sync.http.HttpTransport;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** The main class of another process, an agent that has nothing on its class path but what it needs; there is no server. */
public final class AnAgentAloneJvm {

    private static final List<String> NOT_NEEDED = List.of(
            "io.javalin.Javalin",
            "com.zaxxer.hikari.HikariDataSource",
            "org.flywaydb.core.Flyway",
            "org.jdbi.v3.core.Jdbi",
            "org.postgresql.Driver");

    private AnAgentAloneJvm() {}

    /** Runs with the outbox's file and a port where nothing listens. */
    public static void main(String[] arguments) {
        NOT_NEEDED.forEach(AnAgentAloneJvm::requireAbsent);
        UUID agentId = UUID.randomUUID();
        OutboxProfile profile = new OutboxProfile(new StreamId(UUID.randomUUID(), UUID.randomUUID()), agentId).keyId(1);
        AgentSigner signer = new AgentSigner(agentId, 1, SigningKey.generate());
        try (SqliteOutbox outbox = SqliteOutbox.open(Path.of(arguments[0]), profile, signer);
                HttpTransport transport = HttpTransport.to(URI.create("http://localhost:" + arguments[1]), null);
                SyncAgent agent = SyncAgent.builder(outbox, transport).build()) {
            outbox.append(NewEvent.builder()
                    .entity("order", "o-1")
                    .eventType("order.placed")
                    .payload("{\"n\":1}")
                    .build());
            try {
                throw new IllegalStateException("somebody has answered: " + agent.syncOnce());
            } catch (TransportException e) {
                System.out.println("pending " + outbox.status().pending());
            }
        }
    }

    private static void requireAbsent(String name) {
        try {
            throw new IllegalStateException(Class.forName(name) + " is on the class path");
        } catch (ClassNotFoundException e) {
            // As it should be.
        }
    }
}
