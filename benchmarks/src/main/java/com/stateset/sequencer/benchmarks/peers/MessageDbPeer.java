package com.stateset.sequencer.benchmarks.peers;

import com.stateset.sequencer.benchmarks.database.BenchmarkDatabase;
import com.stateset.sequencer.benchmarks.turns.Subject;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * message-db: functions in SQL, which are called by JDBC.
 *
 * @param payloads what is stored, again and again
 * @param oneCategory whether the streams are of one category, as those of one kind of entity are: who writes to it waits for the others;
 *     otherwise, each stream has a category of its own
 */
record MessageDbPeer(List<String> payloads, boolean oneCategory) implements Peer {

    /** As many make single events quickest. */
    private static final int SINGLE_CALLERS = 32;

    private static final int FILLED_AT_ONCE = 1000;

    @Override
    public String name() {
        return oneCategory ? "message-db-one-category" : "message-db";
    }

    @Override
    public Set<PeerRow> rows() {
        return oneCategory ? Set.of(PeerRow.WRITERS, PeerRow.SINGLES) : Set.of(PeerRow.values());
    }

    @Override
    public Subject open(BenchmarkDatabase database, PeerRow row) throws SQLException, IOException {
        MessageDb.install(database);
        if (row == PeerRow.READ) {
            return filled(database, row.events());
        }
        return MessageDbWriters.open(
                database, row == PeerRow.SINGLES ? SINGLE_CALLERS : row.callers(), row.events(), this);
    }

    private MessageDbReader filled(BenchmarkDatabase database, int events) throws SQLException {
        try (MessageDbWriters writer = MessageDbWriters.open(database, 1, FILLED_AT_ONCE, this)) {
            int calls = events / FILLED_AT_ONCE;
            writer.prepare(calls);
            for (int call = 0; call < calls; call++) {
                writer.call(0, call);
            }
            return new MessageDbReader(MessageDb.connect(database), writer.stream(0), events);
        }
    }
}
