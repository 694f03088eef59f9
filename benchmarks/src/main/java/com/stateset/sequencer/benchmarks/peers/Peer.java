package com.stateset.sequencer.benchmarks.peers;

import com.stateset.sequencer.benchmarks.database.BenchmarkDatabase;
import com.stateset.sequencer.benchmarks.turns.TimedSubject;

/** Another event store, which makes its schema in an empty database of its own. */
interface Peer {

    /** What rows and the command line call it. */
    String name();

    /** Whether it is asked for reads, too; not where another peer reads in the same way. */
    boolean isRead();

    /** Opens callers that append; as many as make it quickest, at most those of the load. */
    TimedSubject appends(BenchmarkDatabase database, PeerLoad load) throws Exception;

    /** Fills a stream, and opens a caller that reads it from the start. */
    TimedSubject reads(BenchmarkDatabase database, int events) throws Exception;
}
