package com.stateset.sequencer.outbox;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.outbox.connection.Session;
import com.stateset.sequencer.sync.Cursor;
import com.stateset.sequencer.sync.HistoryBasis;
import com.stateset.sequencer.sync.HistoryPin;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Gives up what is held beyond an event, within a write transaction, when another history was accepted.
 *
 * <p>What is sent again goes before what waits already, in the order of its old sequence numbers, whatever its place was before.
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

    /**
     * The places in the queue of events that are sent again: before all that the outbox holds, in the order of their sequence numbers.
     *
     * @param end the lowest place that is taken
     * @param last the highest sequence number of an event that is sent again
     */
    record LostPlaces(long end, long last) {

        long of(long sequenceNumber) {
            return end - 1 - (last - sequenceNumber);
        }
    }

    /** Does so; the last event to keep is {@code through}, 0 for none. */
    void to(long through) throws SQLException {
        to(through, places());
    }

    /** The places of what is sent again. */
    LostPlaces places() throws SQLException {
        long end = session.number("select coalesce(min(place), 1) from sequencer_outbox_events");
        long last = session.number(
                "select coalesce(max(sequence_number), 0) from sequencer_outbox_events where state in (3, 4)");
        return new LostPlaces(
                end, Math.max(last, new HeadTable(session).cursor().sequenceNumber()));
    }

    /** Does so, and lets what is sent again have these places. */
    void to(long last, LostPlaces places) throws SQLException {
        HeadTable head = new HeadTable(session);
        HistoryTable history = new HistoryTable(session);
        ScopeTable scope = new ScopeTable(session);
        if (last < 0 || last > head.cursor().sequenceNumber()) {
            throw new IllegalArgumentException("the replica ends before event " + last);
        }
        long through = scope.wholeThrough(last);
        scope.cutBehind(through);
        scope.startsAgainAt(through);
        session.update("delete from sequencer_replica_events where sequence_number > ?", through);
        head.moveCursor(through == 0 ? Cursor.START : cursorAt(through));
        history.move(history.edgeAt(through));
        HistoryPin pin = history.pin();
        history.pin(new HistoryPin(pin.key(), pin.keyTold(), null));
        history.compared(HistoryBasis.UNCHECKED, 0);
        head.addAccepted(-ownBeyond(through));
        sendAgain(through, places);
    }

    private int ownBeyond(long through) throws SQLException {
        return (int) session.number("""
                select count(*) from sequencer_outbox_events
                where state in (3, 4) and sequence_number > ? and author is null
                """, through);
    }

    private void sendAgain(long through, LostPlaces places) throws SQLException {
        session.update("""
                update sequencer_outbox_events
                set state = case payload_state when 2 then 5 else 0 end, place = ? - (? - sequence_number), unanswered = 0,
                    suspected = 0, sequence_number = null, sequenced_at = null, sequencer_key_version = null, receipt_signature = null
                where state in (3, 4) and sequence_number > ?
                """, places.end() - 1, places.last(), through);
    }

    private Cursor cursorAt(long number) throws SQLException {
        int keyVersion = (int) session.number("""
                select coalesce((select sequencer_key_version from sequencer_replica_events where sequence_number <= ?
                    order by sequence_number desc limit 1), 0)
                """, number);
        Optional<byte[]> hidden = new ScopeTable(session).endingAt(number);
        Hash end = hidden.isPresent()
                ? Hash.of(hidden.get())
                : replica.read(number, 1).get(0).leafHash();
        return new Cursor(number, end, keyVersion);
    }
}
