package com.stateset.sequencer.benchmarks.footprint;

import com.stateset.sequencer.benchmarks.database.BenchmarkDatabase;
import com.stateset.sequencer.benchmarks.footprint.HttpClients.Requests;
import com.stateset.sequencer.benchmarks.http.PlainConnection;
import com.stateset.sequencer.benchmarks.http.StreamRequests;
import com.stateset.sequencer.benchmarks.process.ChildProcess;
import com.stateset.sequencer.benchmarks.process.ProcessMemory;
import com.stateset.sequencer.benchmarks.workload.AppendWorkload;
import com.stateset.sequencer.benchmarks.workload.EntityMix;
import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.http.SequencerClient;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/** A server in a process of its own, on a PostgreSQL database of its own, with a stream that is written and one that is read. */
final class LoadedServer implements AutoCloseable {

    private static final String KEY = "ss_a key of thirty-two characters";
    private static final Duration START = Duration.ofMinutes(1);
    private static final int FILLED_AT_ONCE = 1000;

    private final String name;
    private final int readEvents;
    private final BenchmarkDatabase database;
    private final ChildProcess process;
    private final int port;
    private final double startSeconds;
    private final AppendWorkload workload;
    private final SplittableRandom places;
    private final StreamRequests written = requests();
    private final StreamRequests read = requests();
    private boolean isFilled;

    private LoadedServer(String command, int readEvents, long seed, BenchmarkDatabase database) throws IOException {
        this.name = command;
        this.readEvents = readEvents;
        this.database = database;
        this.workload = new AppendWorkload(seed, EntityMix.MIXED);
        this.places = new SplittableRandom(seed);
        long begin = System.nanoTime();
        this.process = ChildProcess.start(
                List.of("sh", "-c", "exec " + command),
                Map.of(
                        "HOST",
                        "127.0.0.1",
                        "PORT",
                        "0",
                        "DATABASE_URL",
                        database.url(),
                        "BOOTSTRAP_ADMIN_API_KEY",
                        KEY,
                        "VES_SEQUENCER_SIGNING_KEYS",
                        "5e".repeat(SigningKey.SEED_LENGTH)));
        try {
            this.port = process.awaitPort(START);
        } catch (IOException | RuntimeException e) {
            process.close();
            throw e;
        }
        this.startSeconds = (System.nanoTime() - begin) / 1e9;
    }

    /**
     * Starts a server, and returns when it listens.
     *
     * @param command what a shell runs in its place
     * @param readEvents how many events the stream has that is read
     */
    static LoadedServer start(String command, int readEvents, long seed) throws IOException, SQLException {
        BenchmarkDatabase database = BenchmarkDatabase.create();
        try {
            return new LoadedServer(command, readEvents, seed, database);
        } catch (IOException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    /** From the start of its process until it said that it listens. */
    double startSeconds() {
        return startSeconds;
    }

    ProcessMemory memory() throws IOException {
        return process.memory();
    }

    byte[] ingest(int events) {
        return written.ingest(workload.next(events));
    }

    /** Registers an agent, and returns what it sends. */
    Requests signing() {
        AgentSigner signer = new AgentSigner(UUID.randomUUID(), 1, SigningKey.generate());
        UUID tenant = written.stream().tenantId();
        Optional<Instant> ignored = client().register(signer.agentKey(tenant), signer.proofs(tenant));
        return events -> written.ingestSigned(signer, workload.next(events));
    }

    /** Random places of the stream that is read. */
    Requests pages() throws IOException {
        fill();
        return events -> read.page(places.nextLong(1, Math.max(2, readEvents - events)), events);
    }

    /** Proofs of random events in the one commitment of the stream that is read. */
    Requests proofs() throws IOException {
        fill();
        UUID commitment =
                client().commitments(read.stream(), Long.MAX_VALUE, 1).get(0).batchId();
        return events -> read.proof(places.nextLong(1, readEvents + 1L), commitment);
    }

    private void fill() throws IOException {
        if (isFilled) {
            return;
        }
        try (PlainConnection connection = new PlainConnection(port)) {
            for (int from = 0; from < readEvents; from += FILLED_AT_ONCE) {
                connection.call(read.ingest(workload.next(Math.min(FILLED_AT_ONCE, readEvents - from))));
            }
            connection.call(read.commit());
        }
        isFilled = true;
    }

    private SequencerClient client() {
        return SequencerClient.to(URI.create("http://localhost:" + port), KEY);
    }

    private static StreamRequests requests() {
        return new StreamRequests(KEY, new StreamId(UUID.randomUUID(), UUID.randomUUID()));
    }

    @Override
    public void close() throws IOException, SQLException {
        try (database) {
            process.close();
        }
    }
}
