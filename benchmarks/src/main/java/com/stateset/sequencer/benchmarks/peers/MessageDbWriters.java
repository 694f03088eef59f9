package com.stateset.sequencer.benchmarks.peers;

import com.stateset.sequencer.benchmarks.database.BenchmarkDatabase;
import com.stateset.sequencer.benchmarks.turns.Subject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Callers with a connection and a stream each. */
final class MessageDbWriters implements Subject {

    private final int batch;
    private final List<String> payloads;
    private final List<MessageDb> connections = new ArrayList<>();
    private final List<String> streams = new ArrayList<>();
    private final long[] versions;
    private List<List<String>> batches = List.of();
    private int next;
    private String name = "";

    private MessageDbWriters(int callers, int batch, List<String> payloads) {
        this.batch = batch;
        this.payloads = payloads;
        this.versions = new long[callers];
    }

    static MessageDbWriters open(BenchmarkDatabase database, int callers, int batch, MessageDbPeer peer)
            throws SQLException {
        MessageDbWriters opened = new MessageDbWriters(callers, batch, peer.payloads());
        try {
            for (int caller = 0; caller < callers; caller++) {
                opened.connections.add(MessageDb.connect(database));
                String category = peer.oneCategory() ? "orders" : "orders" + caller;
                opened.streams.add(category + "-" + UUID.randomUUID());
                opened.versions[caller] = -1;
            }
            opened.name =
                    name(opened.connections.get(0)) + "; " + (callers == 1 ? "1 connection" : callers + " connections");
        } catch (SQLException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    static String name(MessageDb connection) throws SQLException {
        return "message-db " + connection.version();
    }

    String stream(int caller) {
        return streams.get(caller);
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
        return batch;
    }

    @Override
    public void prepare(int calls) {
        batches = new ArrayList<>(calls);
        for (int call = 0; call < calls; call++) {
            List<String> made = new ArrayList<>(batch);
            for (int i = 0; i < batch; i++) {
                made.add(payloads.get(next++ % payloads.size()));
            }
            batches.add(made);
        }
    }

    @Override
    public void call(int caller, int call) throws SQLException {
        connections.get(caller).write(streams.get(caller), versions[caller], batches.get(call));
        versions[caller] += batch;
    }

    @Override
    public void close() throws SQLException {
        for (MessageDb connection : connections) {
            connection.close();
        }
    }
}
