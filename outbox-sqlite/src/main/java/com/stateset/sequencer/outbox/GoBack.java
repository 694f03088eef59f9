package com.stateset.sequencer.outbox;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.sync.Cursor;
import com.stateset.sequencer.sync.HistoryBasis;
import com.stateset.sequencer.sync.HistoryPin;
import java.sql.SQLException;

/**
 * Gives up what is held beyond an event, within a write transaction, when another history was accepted.
 *
 * <p><b>What must hold at the commit.</b> The replica, its cursor and its tree end at the same event. No own event has a place beyond it:
 * those that had one wait again, with their ids, so that the server stores each once whether it has them or not; those whose payload was
 * erased cannot be sent again, and count as given up. What
 * was pinned of the history that ended is forgotten, or the next sync would find the new one to be a mismatch again.
 */
final class GoBack {

    private final Session session;
    private final ReplicaTable replica;

    GoBack(Session session, ReplicaTable replica) {
        this.session = session;
        this.replica = replica;
    }

    /** Does so; the last event to keep is {@code through}, 0 for none. */
    void to(long through) throws SQLException {
        HeadTable head = new HeadTable(session);
        HistoryTable history = new HistoryTable(session);
        if (through < 0 || through > head.cursor().sequenceNumber()) {
            throw new IllegalArgumentException("the replica ends before event " + through);
        }
        session.update("delete from sequencer_replica_events where sequence_number > ?", through);
        head.moveCursor(through == 0 ? Cursor.START : cursorAt(through));
        history.move(history.edgeAt(through));
        HistoryPin pin = history.pin();
        history.pin(new HistoryPin(pin.key(), pin.keyTold(), null));
        history.compared(HistoryBasis.UNCHECKED, 0);
        head.addAccepted(-sendAgain(through));
    }

    private int sendAgain(long through) throws SQLException {
        return session.update("""
                update sequencer_outbox_events
                set state = case payload_state when 2 then 5 else 0 end, unanswered = 0, sequence_number = null, sequenced_at = null, sequencer_key_version = null,
                    receipt_signature = null
                where state in (3, 4) and sequence_number > ?
                """, through);
    }

    private Cursor cursorAt(long number) throws SQLException {
        SequencedEvent last = replica.read(number, 1).get(0);
        return new Cursor(number, last.leafHash(), last.sequencerKeyVersion());
    }
}
