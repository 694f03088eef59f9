package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.sync.ShownHistory;
import com.stateset.sequencer.sync.SyncJournal;
import java.util.List;
import java.util.OptionalLong;

/**
 * Finds the first held event that the server shows otherwise, by reading its events from the first one on: for a server that shows no
 * tiles, as one without a key, or one that has stopped. Costs as much as pulling everything again.
 */
final class EventDifference {

    private static final int EVENTS_AT_ONCE = 1000;

    private final SyncJournal journal;
    private final ShownHistory shown;

    EventDifference(SyncJournal journal, ShownHistory shown) {
        this.journal = journal;
        this.shown = shown;
    }

    /** The first index that differs, or that the server has no event for; empty if it shows all that is held. */
    OptionalLong find() {
        long index = 0;
        List<Hash> held = journal.leaves(1, EVENTS_AT_ONCE);
        while (!held.isEmpty()) {
            List<SequencedEvent> events = shown.events(index + 1, held.size());
            if (events.isEmpty()) {
                return OptionalLong.of(index);
            }
            for (int i = 0; i < Math.min(held.size(), events.size()); i++, index++) {
                SequencedEvent event = events.get(i);
                if (event.sequenceNumber() != index + 1 || !event.leafHash().equals(held.get(i))) {
                    return OptionalLong.of(index);
                }
            }
            held = journal.leaves(index + 1, EVENTS_AT_ONCE);
        }
        return OptionalLong.empty();
    }
}
