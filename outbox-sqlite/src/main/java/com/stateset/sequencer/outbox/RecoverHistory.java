package com.stateset.sequencer.outbox;

import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.outbox.connection.Session;
import com.stateset.sequencer.sync.HistoryPin;
import com.stateset.sequencer.sync.NewHistory;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.recovery.LostEvent;
import com.stateset.sequencer.sync.recovery.LostEvent.Way;
import java.sql.SQLException;
import java.util.List;

/**
 * Goes over to another history, within a write transaction: for a server that has lost events, or was replaced.
 *
 * <p><b>The order of what comes back.</b> All that is sent again is sent before what waits already, and in the order of the history that ended:
 * own events and others' in one queue, so that what was written on top of another agent's event goes out behind it, and base
 * versions fit as they did. {@link GoBack} gives own events their places; those of other agents are added here, at the places between.
 *
 * <p><b>What must hold at the commit.</b> Each lost event that can be sent is in the queue once: a row that is there already, of this agent
 * or from an earlier recovery, is not added again. The replica ends at the last common event, and what was pinned of the history that
 * ended, its sequencer included, is replaced. Whatever interrupts this, the file is as before or as after. Not thread-safe; for one call.
 */
final class RecoverHistory {

    private static final int AT_ONCE = 1000;

    private final Session session;
    private final OutboxProfile profile;
    private final EventTable events;
    private final ReplicaTable replica;

    RecoverHistory(Session session, OutboxTables tables) {
        this.session = session;
        this.profile = tables.profile();
        this.events = tables.events(session);
        this.replica = tables.replica(session);
    }

    /**
     * Does so.
     *
     * @throws IllegalStateException if the replica is not where it was when this was decided
     */
    void to(NewHistory history) throws SQLException {
        HeadTable head = new HeadTable(session);
        if (!head.cursor().equals(history.held())) {
            throw new IllegalStateException(
                    "another process has changed the replica meanwhile, so nothing was done; look at it once more");
        }
        GoBack goBack = new GoBack(session, replica);
        GoBack.LostPlaces places = goBack.places();
        queueReplica(history, places);
        goBack.to(history.through(), places);
        new PinTable(session).replace(history.sequencer());
        new HistoryTable(session)
                .pin(new HistoryPin(history.pin().key(), history.pin().keyTold(), null));
        head.forgetNamedKey();
        head.startsAgainAt(history.through());
    }

    /** What the outbox has a row of is left to {@link GoBack}; of other agents' events, and own ones of another device, rows are made. */
    private void queueReplica(NewHistory history, GoBack.LostPlaces places) throws SQLException {
        long from = history.through() + 1;
        List<SequencedEvent> page = replica.read(from, AT_ONCE);
        while (!page.isEmpty()) {
            try (OutboxRowBatch batch = events.batch()) {
                long position = events.reserve(page.size());
                for (SequencedEvent lost : page) {
                    position++;
                    if (isSentAgain(lost.event(), history.othersToo())) {
                        batch.addOfAnother(position, places.of(lost.sequenceNumber()), lost.event());
                    }
                }
                batch.insert();
            }
            from = page.get(page.size() - 1).sequenceNumber() + 1;
            page = replica.read(from, AT_ONCE);
        }
    }

    private boolean isSentAgain(Event event, boolean othersToo) throws SQLException {
        Way way = LostEvent.wayOf(event, profile.agentId());
        boolean wanted = way == Way.OWN || (way == Way.SIGNED && othersToo);
        return wanted && events.find(event.eventId()).isEmpty();
    }
}
