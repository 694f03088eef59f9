package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.sync.ShownHistory;
import com.stateset.sequencer.sync.SyncJournal;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.SubtreeRoot;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Finds the first held event that the server shows otherwise, by reading its events from the first one on: for a server that shows no
 * tiles, as one without a key, or one that has stopped. Costs as much as pulling everything again. Of events that are not held, it
 * finds the first of those that one hash stands for.
 */
final class EventDifference {

    private static final int SUBTREES_AT_ONCE = 1000;
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
        List<SequencedEvent> events = List.of();
        List<SubtreeRoot> held = journal.subtrees(1, SUBTREES_AT_ONCE);
        while (!held.isEmpty()) {
            for (SubtreeRoot part : held) {
                events = readAhead(events, index, part.size());
                if (!isSame(part, events)) {
                    return OptionalLong.of(index);
                }
                events = events.subList(part.size(), events.size());
                index = part.end();
            }
            held = journal.subtrees(index + 1, SUBTREES_AT_ONCE);
        }
        return OptionalLong.empty();
    }

    /** The server's events from an index on, at least so many if it has them. */
    private List<SequencedEvent> readAhead(List<SequencedEvent> read, long index, int least) {
        List<SequencedEvent> events = read;
        while (events.size() < least) {
            List<SequencedEvent> more = shown.events(index + events.size() + 1, EVENTS_AT_ONCE);
            if (more.isEmpty()) {
                return events;
            }
            List<SequencedEvent> both = new ArrayList<>(events);
            both.addAll(more);
            events = both;
        }
        return events;
    }

    private static boolean isSame(SubtreeRoot part, List<SequencedEvent> events) {
        if (events.size() < part.size()) {
            return false;
        }
        List<Hash> leaves = new ArrayList<>();
        for (int i = 0; i < part.size(); i++) {
            if (events.get(i).sequenceNumber() != part.first() + i + 1) {
                return false;
            }
            leaves.add(events.get(i).leafHash());
        }
        return CompactRange.EMPTY.appendEntries(leaves).root().equals(part.hash());
    }
}
