package com.stateset.sequencer.history;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the streams that entries of the heads log name by their hashed ids: goes through all streams, which is rarely needed. */
final class StreamIds {

    private final EventStore store;

    StreamIds(EventStore store) {
        this.store = store;
    }

    /** Returns the streams that are named, as far as there are such streams. */
    Map<Hash, StreamId> named(List<HeadsLogEntry> entries) {
        Set<Hash> wanted = new HashSet<>();
        entries.forEach(entry -> wanted.add(entry.streamId()));
        Map<Hash, StreamId> found = new HashMap<>();
        for (Iterator<StreamId> all = store.allStreams().iterator(); found.size() < wanted.size() && all.hasNext(); ) {
            StreamId stream = all.next();
            Hash hash = VesHashes.stream(stream);
            if (wanted.contains(hash)) {
                found.put(hash, stream);
            }
        }
        return found;
    }
}
