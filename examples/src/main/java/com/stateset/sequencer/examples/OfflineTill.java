package com.stateset.sequencer.examples;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.server.SequencerServer;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.SyncReport;
import com.stateset.sequencer.sync.agent.SyncAgent;
import com.stateset.sequencer.sync.conflict.Conflict;
import com.stateset.sequencer.sync.conflict.ConflictPolicies;
import com.stateset.sequencer.sync.conflict.ConflictPolicy;
import com.stateset.sequencer.sync.conflict.Settlement;
import com.stateset.sequencer.sync.http.HttpTransport;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * A till of a shop that has one piece of each thing. It sells without a network: the sale is a row in the till's own SQLite table, and
 * an event in the outbox, which is in the same file, so that both are stored together or not at all. When there is a server, an agent
 * sends what waits, signed with the till's own key, and pulls what others have sold, every event verified. If another till was faster,
 * the sale is a conflict: it is shown, and settled in the other's favour.
 */
public final class OfflineTill implements AutoCloseable {

    /** Who was first has the piece. A conflict about anything else would wait for a person. */
    private static final ConflictPolicies POLICIES =
            ConflictPolicies.of(ConflictPolicy.ASK).with("piece", ConflictPolicy.THEIRS);

    private final String name;
    private final AgentSigner signer;
    private final SqliteOutbox outbox;
    private final Jdbi database;

    /** A real till keeps the shop's id, its own and its key in its configuration. */
    private OfflineTill(String name, Path folder, StreamId shop) {
        this.name = name;
        this.signer = new AgentSigner(UUID.randomUUID(), 1, SigningKey.generate());
        Path file = folder.resolve(name + ".db");
        OutboxProfile profile = new OutboxProfile(shop, signer.agentId()).keyId(signer.keyId());
        this.outbox = SqliteOutbox.open(file, profile, signer);
        // Immediate: the outbox reads before it writes, which SQLite otherwise refuses if another writes in between.
        this.database = Jdbi.create("jdbc:sqlite:" + file + "?transaction_mode=IMMEDIATE");
        database.useHandle(till -> till.execute("create table sales (id text primary key, piece text not null unique,"
                + " cents integer not null, state text not null)"));
    }

    /** Takes a folder in which no till has worked yet; this one by default. */
    public static void main(String[] args) {
        Path folder = Path.of(args.length > 0 ? args[0] : ".");
        StreamId shop = new StreamId(UUID.randomUUID(), UUID.randomUUID());

        try (OfflineTill one = new OfflineTill("till-1", folder, shop);
                OfflineTill two = new OfflineTill("till-2", folder, shop)) {
            // No server anywhere: the tills sell, and every sale is durable when sell returns.
            one.sell("vase", 2933);
            one.sell("lamp", 4000);
            try {
                one.sell("lamp", 4000);
            } catch (UnableToExecuteStatementException e) {
                // The table has each piece once: the insert fails, and with it goes the event that was there before it.
                one.print("rolled back");
            }
            two.sell("lamp", 3500); // the same lamp, and neither till can know
            two.sell("bowl", 1200);
            two.print("offline");

            syncAtAServer(shop, one, two);
            two.print("offline again");
            one.print("offline again");
            one.log().forEach(System.out::println);
            System.out.println("both tills have the same log: " + one.log().equals(two.log()));
        }
    }

    /** Later, somewhere: a server. It takes only events that are signed by a key it knows. */
    private static void syncAtAServer(StreamId shop, OfflineTill one, OfflineTill two) {
        try (Sequencer sequencer = Sequencer.builder()
                        .store(SqliteEventStore.inMemory())
                        .signingKey(SigningKey.generate())
                        .build();
                SequencerServer server = SequencerServer.builder()
                        .sequencer(sequencer)
                        .openToEveryone()
                        .port(0)
                        .start()) {
            for (AgentSigner key : List.of(one.signer, two.signer)) {
                sequencer.agentKeys().register(key.agentKey(shop.tenantId()), key.proofs(shop.tenantId()));
            }
            sequencer.stream(shop).append(sold("clock", 9900, "the web"));
            URI url = URI.create(server.url());
            one.sync(url);
            two.sync(url); // learns that the lamp was gone, and gives it up
            one.sync(url); // hears of the bowl
        }
    }

    /** The event and the row are stored in one transaction; the agent sends what is committed. */
    private void sell(String piece, long cents) {
        NewEvent sold = sold(piece, cents, name);
        database.useTransaction(till -> {
            outbox.append(till.getConnection(), sold);
            till.execute(
                    "insert into sales values (?, ?, ?, 'waits')",
                    sold.eventId().toString(),
                    piece,
                    cents);
        });
    }

    /** One attempt; a real till calls start() instead, and the agent syncs whenever there is something and a way. */
    private void sync(URI server) {
        try (HttpTransport network = HttpTransport.to(server, null);
                SyncAgent agent = SyncAgent.builder(outbox, network)
                        .conflicts(this::settle)
                        .build()) {
            SyncReport did = agent.syncOnce();
            System.out.println(name + " synced: " + did.accepted() + " sent, " + did.rejected() + " rejected, "
                    + did.pulled() + " pulled and verified");
        }
        recordOutcomes();
    }

    /** Called by the agent for each sale that was rejected, when it has pulled what the other side has done. */
    private Settlement settle(Conflict conflict) {
        System.out.println("conflict: " + conflict.rejection().message());
        System.out.println("  mine:   " + text(conflict.mine().event()));
        conflict.theirLast().ifPresent(theirs -> System.out.println("  theirs: " + text(theirs.event())));
        return POLICIES.settle(conflict);
    }

    /** Brings the rows up to their events. If the power fails before this, the rows still say 'waits': the next sync does it. */
    private void recordOutcomes() {
        database.useTransaction(till -> {
            for (String id : till.select("select id from sales where state = 'waits'")
                    .mapTo(String.class)
                    .list()) {
                LocalState state =
                        outbox.find(UUID.fromString(id)).orElseThrow().state();
                if (state instanceof LocalState.Accepted) {
                    till.execute("update sales set state = 'sold' where id = ?", id);
                } else if (state instanceof LocalState.Discarded) {
                    till.execute("update sales set state = 'to be refunded' where id = ?", id);
                }
            }
        });
    }

    /** Version 0 of the piece: nothing has happened to it yet. Whoever comes second is rejected. */
    private static NewEvent sold(String piece, long cents, String by) {
        return NewEvent.builder()
                .entity("piece", piece)
                .eventType("piece.sold")
                .payload("{\"by\":\"" + by + "\",\"cents\":" + cents + "}")
                .baseVersion(0L)
                .build();
    }

    private void print(String when) {
        List<String> sales =
                database.withHandle(till -> till.select("select piece || ' ' || state from sales order by rowid")
                        .mapTo(String.class)
                        .list());
        System.out.println(when + ": " + name + " has " + sales + ", events that wait: "
                + outbox.status().pending());
    }

    /** What this till knows of the shop. */
    private List<String> log() {
        return outbox.replica().read(1, 100).stream()
                .map(one -> one.sequenceNumber() + " " + text(one.event()))
                .toList();
    }

    private static String text(Event event) {
        String payload = event.payload() instanceof Payload.Clear clear ? " " + clear.json() : "";
        return event.eventType() + " " + event.entity().id() + payload;
    }

    @Override
    public void close() {
        outbox.close();
    }
}
