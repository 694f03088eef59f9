package com.stateset.sequencer.benchmarks.peers;

import com.stateset.sequencer.benchmarks.database.BenchmarkDatabase;
import com.stateset.sequencer.benchmarks.turns.Subject;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/**
 * message-db: functions in SQL, which are called by JDBC.
 *
 * @param payloads what is stored, again and again
 */
record MessageDbPeer(List<String> payloads) implements Peer {

    /** As many make single events quickest. */
    private static final int SINGLE_CALLERS = 16;

    private static final int FILLED_AT_ONCE = 1000;

    @Override
    public String name() {
        return "message-db";
    }

    @Override
    public boolean isRead() {
        return true;
    }

    @Override
    public Subject appends(BenchmarkDatabase database, PeerLoad load) throws SQLException, IOException {
        MessageDb.install(database);
        int callers = load == PeerLoad.SINGLES ? SINGLE_CALLERS : load.callers();
        return MessageDbWriters.open(database, callers, load.batch(), payloads);
    }

    @Override
    public Subject reads(BenchmarkDatabase database, int events) throws SQLException, IOException {
        MessageDb.install(database);
        try (MessageDbWriters writers =
                MessageDbWriters.open(database, 1, Math.min(FILLED_AT_ONCE, events), payloads)) {
            writers.prepare(events / writers.eventsPerCall());
            for (int call = 0; call < events / writers.eventsPerCall(); call++) {
                writers.call(0, call);
            }
            return new MessageDbReader(MessageDb.connect(database), writers.stream(0), events);
        }
    }
}
