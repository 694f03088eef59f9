package com.stateset.sequencer.server.history;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.history.HeadsLog;
import com.stateset.sequencer.history.HistoryTree;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TilePath;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One log as the files it consists of.
 *
 * @param checkpoint gives the latest checkpoint; empty while nothing was signed
 * @param tile gives a tile or an entry bundle; empty beyond the last size that was signed
 */
record LogFiles(Supplier<Optional<SignedCheckpoint>> checkpoint, Function<TilePath, Optional<byte[]>> tile) {

    /** The log of a stream. */
    static LogFiles of(Sequencer sequencer, StreamId stream) {
        HistoryTree tree = sequencer.stream(stream).history();
        return new LogFiles(tree::checkpoint, tree::tile);
    }

    /** The log of the heads of all streams. */
    static LogFiles ofHeads(Sequencer sequencer) {
        HeadsLog log = sequencer.headsLog();
        return new LogFiles(log::checkpoint, log::tile);
    }
}
