package com.stateset.sequencer.benchmarks.peers;

import com.stateset.sequencer.benchmarks.database.BenchmarkDatabase;
import com.stateset.sequencer.benchmarks.turns.TimedSubject;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;

/** Another event store. */
interface Peer {

    /** What rows and the command line call it. */
    String name();

    /** What is asked about it. */
    Set<PeerRow> rows();

    /**
     * Makes its schema, and opens what answers: for a row of appends, as many callers as make it quickest, at most those of the row; for
     * that of reads, one caller on a stream that has been filled.
     *
     * @param database empty, and for itself
     */
    TimedSubject open(BenchmarkDatabase database, PeerRow row) throws SQLException, IOException;
}
