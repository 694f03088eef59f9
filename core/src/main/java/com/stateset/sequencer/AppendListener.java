package com.stateset.sequencer;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AppendResult;

/** Hears of each batch that has been appended, on the completer's thread, after its caller. Quick. */
@FunctionalInterface
interface AppendListener {

    void appended(StreamId stream, AppendResult result);
}
