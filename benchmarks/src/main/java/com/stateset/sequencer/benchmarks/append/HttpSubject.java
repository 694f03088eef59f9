package com.stateset.sequencer.benchmarks.append;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.benchmarks.http.PlainConnection;
import com.stateset.sequencer.benchmarks.http.StreamRequests;
import com.stateset.sequencer.benchmarks.turns.Subject;
import com.stateset.sequencer.benchmarks.workload.AppendWorkload;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.server.SequencerServer;
import com.stateset.sequencer.spi.EventStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Ours over HTTP: a server in this process, and clients that each keep a connection and send requests that were made beforehand.
 *
 * <p>Client and server share the processors, so a client that costs as much as the server would measure itself: the JDK's took 45 % of the
 * processor time of a single event. {@link PlainConnection} takes a tenth.
 */
final class HttpSubject implements Subject {

    private static final String KEY = "a key of thirty-two characters!!";

    private final Load load;
    private final AppendWorkload workload;
    private final Sequencer sequencer;
    private final SequencerServer server;
    private final StreamRequests stream = new StreamRequests(KEY, new StreamId(UUID.randomUUID(), UUID.randomUUID()));
    private final List<PlainConnection> connections = new ArrayList<>();
    private List<byte[]> requests = List.of();

    /** Takes over {@code events}. */
    HttpSubject(EventStore events, Load load, AppendWorkload workload) {
        this.load = load;
        this.workload = workload;
        this.sequencer = Sequencer.builder().store(events).build();
        this.server = SequencerServer.builder()
                .sequencer(sequencer)
                .host("127.0.0.1")
                .port(0)
                .apiKey(KEY)
                .start();
        try {
            for (int caller = 0; caller < load.callers(); caller++) {
                connections.add(new PlainConnection(server.port()));
            }
        } catch (IOException e) {
            close();
            throw new UncheckedIOException("the server cannot be reached", e);
        }
    }

    @Override
    public String name() {
        return "ours over HTTP";
    }

    @Override
    public int callers() {
        return load.callers();
    }

    @Override
    public int eventsPerCall() {
        return load.batch();
    }

    @Override
    public void prepare(int calls) {
        List<byte[]> next = new ArrayList<>(calls);
        for (int i = 0; i < calls; i++) {
            next.add(stream.ingest(workload.next(load.batch())));
        }
        requests = next;
    }

    @Override
    public void call(int caller, int call) throws IOException {
        String answer = connections.get(caller).call(requests.get(call));
        if (!answer.contains("\"events_accepted\":" + load.batch())) {
            throw new IllegalStateException("answered with " + answer);
        }
    }

    /** The server goes first: it does not own the sequencer. */
    @Override
    public void close() {
        try (sequencer;
                server) {
            for (PlainConnection connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a socket cannot be closed", e);
        }
    }
}
