package com.stateset.sequencer.examples;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.server.SequencerServer;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.SyncReport;
import com.stateset.sequencer.sync.agent.SyncAgent;
import com.stateset.sequencer.sync.http.HttpTransport;
import java.net.URI;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A till that sells without a network. What it sells goes into an outbox: an SQLite file, signed with the till's own key. When
 * there is a server, an agent sends what waits, learns its numbers, and pulls what others have sold, every event verified.
 */
public final class OfflineTill {

    private OfflineTill() {}

    /** Takes the folder of the outbox's file; this one by default. */
    public static void main(String[] args) {
        Path folder = Path.of(args.length > 0 ? args[0] : ".");
        StreamId shop = new StreamId(UUID.randomUUID(), UUID.randomUUID());
        AgentSigner till = new AgentSigner(UUID.randomUUID(), 1, SigningKey.generate());
        OutboxProfile profile = new OutboxProfile(shop, till.agentId()).keyId(till.keyId());

        try (SqliteOutbox outbox = SqliteOutbox.open(folder.resolve("till.db"), profile, till)) {
            // No server anywhere: the till sells, and every sale is durable when append returns.
            outbox.append(sale("o-1"));
            outbox.append(sale("o-2"));
            System.out.println("offline: " + outbox.status().pending() + " sales wait");

            // Later, somewhere: a server. It takes only events that are signed by a key it knows.
            try (Sequencer sequencer = Sequencer.builder()
                            .store(SqliteEventStore.inMemory())
                            .signingKey(SigningKey.generate())
                            .build();
                    SequencerServer server = SequencerServer.builder()
                            .sequencer(sequencer)
                            .openToEveryone()
                            .port(0)
                            .start()) {
                sequencer.agentKeys().register(till.agentKey(shop.tenantId()), till.proofs(shop.tenantId()));
                sequencer.stream(shop).append(sale("o-from-the-web"));
                sync(outbox, URI.create(server.url()));
            }
        }
    }

    /** Once, here; a real till calls start() instead, and the agent syncs whenever there is something and a way. */
    private static void sync(SqliteOutbox outbox, URI server) {
        try (HttpTransport transport = HttpTransport.to(server, null);
                SyncAgent agent = SyncAgent.builder(outbox, transport).build()) {
            SyncReport report = agent.syncOnce();
            System.out.println("synced: " + report.accepted() + " sent, " + report.pulled() + " pulled and verified");
            System.out.println("offline again: " + outbox.status().pending() + " sales wait, the till knows "
                    + outbox.replica().pulledThrough() + " events");
        }
    }

    private static NewEvent sale(String order) {
        return NewEvent.builder()
                .entity("order", order)
                .eventType("order.placed")
                .payload("{\"total\":29.33}")
                .build();
    }
}
