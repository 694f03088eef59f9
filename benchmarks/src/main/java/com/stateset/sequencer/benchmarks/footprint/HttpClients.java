package com.stateset.sequencer.benchmarks.footprint;

import com.stateset.sequencer.benchmarks.http.PlainConnection;
import com.stateset.sequencer.benchmarks.turns.Subject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Clients of a server that each keep a connection, and send requests that were made beforehand. */
final class HttpClients implements Subject {

    private final String name;
    private final int eventsPerCall;
    private final Requests made;
    private final String wanted;
    private final List<PlainConnection> connections = new ArrayList<>();
    private List<byte[]> requests = List.of();

    /**
     * Connects.
     *
     * @param made makes requests
     * @param wanted what each answer has in it
     */
    HttpClients(String name, int port, int clients, int eventsPerCall, Requests made, String wanted)
            throws IOException {
        this.name = name;
        this.eventsPerCall = eventsPerCall;
        this.made = made;
        this.wanted = wanted;
        for (int client = 0; client < clients; client++) {
            connections.add(new PlainConnection(port));
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int callers() {
        return connections.size();
    }

    @Override
    public int eventsPerCall() {
        return eventsPerCall;
    }

    @Override
    public void prepare(int calls) {
        requests = Stream.generate(() -> made.next(eventsPerCall)).limit(calls).toList();
    }

    @Override
    public void call(int caller, int call) throws IOException {
        String answer = connections.get(caller).call(requests.get(call));
        if (!answer.contains(wanted)) {
            throw new IllegalStateException("answered with " + answer);
        }
    }

    @Override
    public void close() {
        try {
            for (PlainConnection connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a socket cannot be closed", e);
        }
    }

    /** Makes requests. Called by one thread at a time. */
    @FunctionalInterface
    interface Requests {

        /** Makes one about so many events. */
        byte[] next(int events);
    }
}
