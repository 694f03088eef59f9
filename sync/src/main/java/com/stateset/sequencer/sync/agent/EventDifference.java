package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.sync.PulledEvent;
import com.stateset.sequencer.sync.SyncJournal;
import com.stateset.sequencer.sync.Transport;
import java.util.List;
import java.util.OptionalLong;

/**
 * Finds the first held event that the server shows otherwise, by reading its events from the first one on: for a server that shows no
 * tiles, as one without a key. Costs as much as pulling everything again.
 */
final class EventDifference {

    private final SyncJournal journal;
    private final Transport transport;
    private final StreamId stream;
    private final int pageEvents;

    EventDifference(SyncJournal journal, Transport transport, StreamId stream, int pageEvents) {
        this.journal = journal;
        this.transport = transport;
        this.stream = stream;
        this.pageEvents = pageEvents;
    }

    /** The first index that differs, or that the server has no event for; empty if it shows all that is held. */
    OptionalLong find() {
        long index = 0;
        while (true) {
            List<Hash> held = journal.leaves(index + 1, pageEvents);
            if (held.isEmpty()) {
                return OptionalLong.empty();
            }
            List<PulledEvent> shown = transport.pull(stream, index + 1, held.size()).events();
            for (int i = 0; i < Math.min(held.size(), shown.size()); i++) {
                PulledEvent event = shown.get(i);
                if (event.sequenceNumber() != index + 1 || !event.sequenced().leafHash().equals(held.get(i))) {
                    return OptionalLong.of(index);
                }
                index++;
            }
            if (shown.isEmpty()) {
                return OptionalLong.of(index);
            }
        }
    }
}
