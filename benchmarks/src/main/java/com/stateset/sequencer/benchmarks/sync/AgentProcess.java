package com.stateset.sequencer.benchmarks.sync;

import com.stateset.sequencer.benchmarks.process.ProcessMemory;
import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.OutboxStatus;
import com.stateset.sequencer.sync.SyncReport;
import com.stateset.sequencer.sync.agent.SyncAgent;
import com.stateset.sequencer.sync.http.HttpTransport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** An agent in a process of its own, which asks for its status, syncs once and prints what that took: an {@link AgentFigures}. */
final class AgentProcess {

    private AgentProcess() {}

    /** Who an agent of this benchmark is. */
    static OutboxProfile profile(StreamId stream, UUID agentId) {
        return new OutboxProfile(stream, agentId).keyId(1);
    }

    /** What it signs with: it is not secret. */
    static AgentSigner signer(UUID agentId) {
        byte[] seed = new byte[SigningKey.SEED_LENGTH];
        seed[0] = (byte) agentId.hashCode();
        return new AgentSigner(agentId, 1, SigningKey.ofSeed(seed));
    }

    /** Runs with the outbox's file, the server's address, the tenant, the store and the agent. */
    public static void main(String[] arguments) throws IOException {
        StreamId stream = new StreamId(UUID.fromString(arguments[2]), UUID.fromString(arguments[3]));
        AgentSigner signer = signer(UUID.fromString(arguments[4]));
        long start = System.nanoTime();
        try (SqliteOutbox outbox = SqliteOutbox.open(Path.of(arguments[0]), profile(stream, signer.agentId()), signer);
                HttpTransport transport = HttpTransport.to(URI.create(arguments[1]), null);
                SyncAgent agent = SyncAgent.builder(outbox, transport).build()) {
            OutboxStatus before = outbox.status();
            long asked = System.nanoTime();
            Optional<Instant> ignored = transport.register(stream.tenantId(), signer);
            SyncReport report = agent.syncOnce();
            long done = System.nanoTime();
            System.out.println(new AgentFigures(
                            before.pending(),
                            TimeUnit.NANOSECONDS.toMicros(asked - start),
                            report.accepted(),
                            outbox.replica().pulledThrough(),
                            TimeUnit.NANOSECONDS.toMillis(done - asked),
                            ProcessMemory.ofThisProcess().peakKilobytes())
                    .toLine());
        }
    }
}
