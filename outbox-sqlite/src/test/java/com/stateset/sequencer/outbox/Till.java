package com.stateset.sequencer.outbox;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.sync.BaseVersions;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.agent.SyncAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** An agent with an outbox of its own, at one server. */
final class Till implements AutoCloseable {

    static final int BATCH = 8;

    private final Path file;
    private final ScriptedServer server;
    private final int batch;
    private final AgentSigner signer;
    private SqliteOutbox outbox;
    private SyncAgent agent;

    Till(Path file, ScriptedServer server) {
        this(file, server, BATCH);
    }

    Till(Path file, ScriptedServer server, int batch) {
        this(file, server, batch, new AgentSigner(UUID.randomUUID(), 1, SigningKey.generate()));
        server.register(signer);
    }

    private Till(Path file, ScriptedServer server, int batch, AgentSigner signer) {
        this.file = file;
        this.server = server;
        this.batch = batch;
        this.signer = signer;
        open();
    }

    /** The same outbox opened once more, as another process does. */
    Till beside() {
        return new Till(file, server, batch, signer);
    }

    /** Another device with the same identity and all that this one has. */
    Till copyTo(Path copy) throws IOException {
        close();
        Files.copy(file, copy);
        open();
        return new Till(copy, server, batch, signer);
    }

    SqliteOutbox outbox() {
        return outbox;
    }

    SyncAgent agent() {
        return agent;
    }

    AgentSigner signer() {
        return signer;
    }

    /** Forgets all that is not in the file. */
    void restart() {
        close();
        open();
    }

    private void open() {
        outbox = SqliteOutbox.open(file, new OutboxProfile(ScriptedServer.STREAM, signer.agentId()).keyId(1), signer);
        agent = SyncAgent.builder(outbox, server)
                .batch(batch, 1 << 20)
                .page(BATCH)
                .build();
    }

    LocalEvent append(String entity) {
        return outbox.append(draft(entity, "order.changed", null));
    }

    LocalEvent appendBad(String entity) {
        return outbox.append(draft(entity, "order.bad", null));
    }

    /** Demands that no other writer has changed the entity meanwhile. */
    LocalEvent appendOnTop(String entity) {
        return outbox.append(List.of(draft(entity, "order.changed", null)), BaseVersions.FROM_LOCAL)
                .get(0);
    }

    /** Demands a version that it names itself. */
    LocalEvent appendDemanding(String entity, long version) {
        return outbox.append(NewEvent.builder()
                .entity("order", entity)
                .eventType("order.changed")
                .baseVersion(version)
                .payload("{}")
                .build());
    }

    List<LocalEvent> append(String entity, int count, BaseVersions versions, boolean bad) {
        return outbox.append(
                IntStream.range(0, count)
                        .mapToObj(i -> draft(entity, bad && i == 0 ? "order.bad" : "order.changed", null))
                        .toList(),
                versions);
    }

    List<LocalEvent> appendMany(String entity, int count) {
        return outbox.append(
                IntStream.range(0, count)
                        .mapToObj(i -> draft(entity, "order.changed", null))
                        .toList(),
                BaseVersions.AS_GIVEN);
    }

    List<LocalEvent> appendCommand(String... entities) {
        UUID command = UUID.randomUUID();
        List<NewEvent> drafts = new ArrayList<>();
        for (String entity : entities) {
            drafts.add(draft(entity, "order.changed", command));
        }
        return outbox.append(drafts, BaseVersions.AS_GIVEN);
    }

    LocalState state(LocalEvent event) {
        return outbox.find(event.eventId()).orElseThrow().state();
    }

    /** The ids of the replica, in order. */
    List<UUID> replica() {
        return outbox.replica().read(0, 100_000).stream()
                .map(event -> event.event().eventId())
                .toList();
    }

    @Override
    public void close() {
        agent.close();
        outbox.close();
    }

    private static NewEvent draft(String entity, String type, @Nullable UUID command) {
        return NewEvent.builder()
                .entity("order", entity)
                .eventType(type)
                .commandId(command)
                .payload("{\"of\":\"" + entity + "\",\"amount\":10.50}")
                .build();
    }
}
