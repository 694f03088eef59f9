package com.stateset.sequencer.benchmarks.peers;

import com.stateset.sequencer.benchmarks.turns.Subject;
import java.sql.SQLException;

/** One caller that reads a whole stream. */
final class MessageDbReader implements Subject {

    private final MessageDb connection;
    private final String stream;
    private final int events;
    private final String name;

    /** Takes over the connection. */
    MessageDbReader(MessageDb connection, String stream, int events) throws SQLException {
        this.connection = connection;
        this.stream = stream;
        this.events = events;
        this.name = MessageDbWriters.name(connection) + "; 1 connection, 1,000 messages per call";
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int callers() {
        return 1;
    }

    @Override
    public int eventsPerCall() {
        return events;
    }

    @Override
    public void prepare(int calls) {}

    @Override
    public void call(int caller, int call) throws SQLException {
        long read = connection.read(stream);
        if (read != events) {
            throw new IllegalStateException(read + " of " + events + " messages were read");
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
