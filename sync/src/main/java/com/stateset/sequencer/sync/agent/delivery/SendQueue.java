package com.stateset.sequencer.sync.agent.delivery;

import com.stateset.sequencer.sync.BatchLimits;
import com.stateset.sequencer.sync.CommandGroups;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.SyncJournal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What waits to be sent, and how many times it has been. Not thread-safe. */
public final class SendQueue {

    private final SyncJournal journal;
    private final DeliveryAttempts attempts = new DeliveryAttempts();

    public SendQueue(SyncJournal journal) {
        this.journal = journal;
    }

    public void begin() {
        attempts.begin(journal.unanswered());
    }

    public List<LocalEvent> take(BatchLimits limits, Set<UUID> leftOut) {
        List<LocalEvent> batch = journal.take(limits, leftOut);
        attempts.taken(batch);
        return batch;
    }

    /**
     * Takes the last one of several units that does not have to wait for one of the others.
     *
     * @param passed gains all these units
     */
    public List<LocalEvent> takeFarthest(BatchLimits several, Set<UUID> passed) {
        List<LocalEvent> units = take(several, passed);
        putBack(units);
        Set<UUID> before = new HashSet<>(passed);
        List<LocalEvent> last = List.of();
        if (!units.isEmpty()) {
            List<LocalEvent> lastUnit = CommandGroups.lastThatWaitsForNone(units);
            units.forEach(event -> before.add(event.eventId()));
            lastUnit.forEach(event -> before.remove(event.eventId()));
            last = take(several.units(1), before);
        }
        units.forEach(event -> passed.add(event.eventId()));
        return last;
    }

    /** It certainly did not get in. */
    public void putBack(List<LocalEvent> batch) {
        journal.putBack(batch);
        attempts.putBack(batch);
    }

    public void answered(List<LocalEvent> batch) {
        attempts.answered(batch);
    }

    /** As far as this attempt knows. */
    public Map<UUID, Integer> unanswered() {
        return attempts.all();
    }
}
