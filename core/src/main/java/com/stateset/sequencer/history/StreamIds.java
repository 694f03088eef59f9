package com.stateset.sequencer.history;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the streams that entries of the heads log name by their hashed ids: goes through all streams, which is rarely needed. */
final class StreamIds {

    private static final int PAGE = 1000;

    private final EventStore store;

    StreamIds(EventStore store) {
        this.store = store;
    }

    /** Returns the streams that are named, as far as there are such streams. */
    Map<Hash, StreamId> named(List<HeadsLogEntry> entries) {
        Set<Hash> wanted = new HashSet<>();
        entries.forEach(entry -> wanted.add(entry.streamId()));
        Map<Hash, StreamId> found = new HashMap<>();
        List<StreamId> page = store.streams(null, PAGE);
        while (!page.isEmpty() && found.size() < wanted.size()) {
            for (StreamId stream : page) {
                Hash hash = VesHashes.stream(stream);
                if (wanted.contains(hash)) {
                    found.put(hash, stream);
                }
            }
            page = store.streams(page.get(page.size() - 1), PAGE);
        }
        return found;
    }
}
