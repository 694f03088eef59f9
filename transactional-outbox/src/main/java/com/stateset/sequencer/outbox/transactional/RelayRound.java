package com.stateset.sequencer.outbox.transactional;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.StreamId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One round of a relay with one stream: claim it, read what is next, send it, note what became of it. Thread-safe: nothing is
 * remembered between two rounds.
 *
 * <pre>
 *   claim ──► read pending, by place ──► hold back what is behind something stuck ──► ingest, chained ──► delete · reject · block
 *     └──────────────────────────── until the transaction ends, or the process ────────────────────────────────────────┘
 * </pre>
 *
 * <p><b>Never lost.</b> A row is deleted in a transaction that begins after the log has said, durably, that it holds the event.
 *
 * <p><b>Never doubled.</b> A relay that is killed anywhere between the log's answer and its own commit leaves the row as it was. The
 * next one sends the event again, and the log finds it by its id. The row is the same, so the event is.
 *
 * <p><b>In order.</b> The claim makes the relay alone on the stream, so that no other one passes it with later events of an entity.
 * What is read after the claim was taken includes all that an earlier holder has noted. Within an entity, places are in the order of
 * commits ({@link OutboxTransaction}): an event that is not visible yet has no later one of its entity that is.
 *
 * <p><b>What is stuck.</b> Rejected and blocked are states of rows, and nothing else says what waits for what. A row behind a stuck one
 * is not sent but marked as blocked when the relay comes to it; a command waits as a whole, and then so does all that is behind it on its
 * other entities. Other entities go on. Whoever settles a row takes the same claim ({@link RowSettlement}), so that nothing is in flight
 * meanwhile: an event that is rejected or blocked is in no relay's hand, and not in the log.
 *
 * <p><b>Who may still send, unseen?</b> A relay that stands still keeps its claim: on PostgreSQL the server holds it for the open session,
 * on SQLite the operating system for the process. Both are given up only when the process ends, or when the server has lost its machine.
 * Reading comes right before sending, on the connection that holds the claim, so that a lost one is noticed. What is left is a machine that
 * is cut off or asleep in that very moment and sends a minute later what another has sent meanwhile: the log takes it for a replay. Only if
 * the event had been rejected meanwhile could the late one be accepted; so a settlement looks into the log first, and keeps the event's id,
 * by which no second one gets in.
 *
 * <p><b>No lock is waited for while sending</b>: until the answer is here nothing is written, and on SQLite the transaction is over.
 */
final class RelayRound {

    private final Sequencer sequencer;
    private final int maxEvents;
    private final long maxBytes;

    RelayRound(Sequencer sequencer, int maxEvents, long maxBytes) {
        this.sequencer = sequencer;
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
    }

    /**
     * Does a round.
     *
     * @return how many rows were dealt with; empty if another relay holds the stream
     * @throws com.stateset.sequencer.error.SequencerException if the log cannot be asked just now; everything is as before, or further
     */
    Optional<Integer> run(Connection connection, StreamId stream) throws SQLException {
        return ClaimedWork.run(connection, stream, session -> claimed(session, stream));
    }

    private int claimed(RowSession session, StreamId stream) throws SQLException {
        RowTable table = new RowTable(session, stream);
        UnitSender sender = new UnitSender(sequencer, stream);
        List<RowUnit> free = free(table, sender);
        session.dialect().readDone(session.connection());
        Map<WaitingRow, RowVerdict> verdicts = sender.send(free);
        note(table, verdicts);
        return verdicts.size();
    }

    private List<RowUnit> free(RowTable table, UnitSender sender) throws SQLException {
        boolean anyStuck = table.hasStuck();
        List<RowUnit> free = new ArrayList<>();
        for (RowUnit unit : RowUnit.of(table.pending(maxEvents, maxBytes))) {
            if (anyStuck && (sender.isBehind(unit) || isStuck(table, unit))) {
                sender.holdBack(unit);
            } else {
                free.add(unit);
            }
        }
        return free;
    }

    private static boolean isStuck(RowTable table, RowUnit unit) throws SQLException {
        for (WaitingRow row : unit.rows()) {
            if (table.isStuck(row.entity(), row.place())) {
                return true;
            }
        }
        return false;
    }

    private static void note(RowTable table, Map<WaitingRow, RowVerdict> verdicts) throws SQLException {
        List<WaitingRow> stored = new ArrayList<>();
        for (Map.Entry<WaitingRow, RowVerdict> each : verdicts.entrySet()) {
            WaitingRow row = each.getKey();
            if (each.getValue() instanceof RowVerdict.Refused refused) {
                table.reject(row, refused.reason(), refused.message());
            } else if (each.getValue() instanceof RowVerdict.HeldBack) {
                table.setState(row.place(), RowState.BLOCKED);
            } else {
                stored.add(row);
            }
        }
        table.delete(stored);
    }
}
