package com.stateset.sequencer.server.history;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.history.HeadsLog;
import com.stateset.sequencer.history.HistoryTree;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TilePath;
import java.util.Optional;

/** One log as the files it consists of. */
interface LogFiles {

    /** Returns the latest checkpoint; empty while nothing was signed. */
    Optional<SignedCheckpoint> checkpoint();

    /** Returns a tile or an entry bundle; empty beyond the last size that was signed. */
    Optional<byte[]> tile(TilePath path);

    /** The log of a stream. */
    static LogFiles of(Sequencer sequencer, StreamId stream) {
        HistoryTree tree = sequencer.stream(stream).history();
        return new LogFiles() {
            @Override
            public Optional<SignedCheckpoint> checkpoint() {
                return tree.checkpoint();
            }

            @Override
            public Optional<byte[]> tile(TilePath path) {
                return tree.tile(path);
            }
        };
    }

    /** The log of the heads of all streams. */
    static LogFiles ofHeads(Sequencer sequencer) {
        HeadsLog log = sequencer.headsLog();
        return new LogFiles() {
            @Override
            public Optional<SignedCheckpoint> checkpoint() {
                return log.checkpoint();
            }

            @Override
            public Optional<byte[]> tile(TilePath path) {
                return log.tile(path);
            }
        };
    }
}
