package com.stateset.sequencer.outbox;

import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.proof.Receipt;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.PulledEvent;
import com.stateset.sequencer.sync.PushOutcome;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what became of events that were sent, within a write transaction: answered, found in the log, or
 * lost.
 *
 * <p><b>Answers may come twice, late, and out of order</b>, since what is not answered is sent again. An
 * event that stands in the log stays there: a later rejection of it is ignored, a second acceptance must
 * name the same place. A place that the replica knows to be another event's is refused: then the server
 * does not show the history that it answers with.
 *
 * <p><b>A rejection that only follows another</b> ({@code predecessor_rejected}, or a version conflict of an entity whose earlier event
 * was rejected) is no verdict on the event: it is blocked, and judged when its predecessor has been dealt with. After the former, it is
 * as if it had not been sent: it keeps its id whatever becomes of its predecessor.
 *
 * <p><b>Lost events</b> are those that were sent, are not in the log, and can no longer get there. Whether
 * they really are is decided here, in the transaction: if any of them has been sent again since the log was
 * read, by another process on this file, nothing is concluded. Not thread-safe; for one answer.
 *
 * <p><b>What must hold at the commit.</b> The state of the events that were answered, of those that wait
 * because of them, or no longer do, and the number of accepted events have changed together. So a crash
 * after it loses nothing, and one before it leaves the events marked as sent: they are sent again, and
 * the server answers with the same places.
 */
final class RecordOutcomes {

    private static final String FOR_ITS_COMMAND = Rejection.CommandRejected.CODE;
    private static final String FOR_ITS_PREDECESSOR = Rejection.PredecessorRejected.CODE;

    private final EventTable table;
    private final HeadTable head;
    private final EntityBlocker blocking;
    private int accepted;
    private boolean mayRelease;

    RecordOutcomes(EventTable table, HeadTable head) {
        this.table = table;
        this.head = head;
        this.blocking = new EntityBlocker(table);
    }

    /**
     * What a server answered.
     *
     * @param outcomes what the server said of each event; those of ids that this outbox does not have
     *     are passed over
     * @throws HistoryMismatchException if the server contradicts what it has shown or answered before
     */
    void record(List<PushOutcome> outcomes) throws SQLException {
        long pulledThrough = head.cursor().sequenceNumber();
        List<OutboxRow> rejected = new ArrayList<>();
        for (PushOutcome outcome : outcomes) {
            Optional<OutboxRow> row = table.find(outcome.eventId());
            if (row.isEmpty()) {
                continue;
            }
            if (outcome instanceof PushOutcome.Stored stored) {
                accept(row.get(), stored, pulledThrough);
            } else if (row.get().state().isOpen()) {
                rejected.add(reject(row.get(), (PushOutcome.Rejected) outcome));
            }
        }
        setAside(rejected);
        finish();
    }

    /**
     * What came back with the stream.
     *
     * @param owner this agent
     * @param pulledBefore what comes up to this number has been pulled before, and was counted then
     * @param events verified, in the order of the log: those of this agent, and others' while some wait here to be sent again. What is this
     *     agent's, by this key, and never came in here is a copy's, and counted; a device with a key of its own may be at work
     */
    void pulled(OutboxProfile owner, long pulledBefore, List<PulledEvent> events) throws SQLException {
        int unknown = 0;
        for (PulledEvent pulled : events) {
            Optional<OutboxRow> row = table.find(pulled.sequenced().event().eventId());
            boolean isFromCopy = row.isEmpty() && isOwn(pulled, owner.agentId()) && keyId(pulled) == owner.keyId();
            unknown += isFromCopy && pulled.sequenceNumber() > pulledBefore ? 1 : 0;
            if (row.isPresent()) {
                accept(
                        row.get(),
                        OutboxRowState.PULLED,
                        pulled.sequenceNumber(),
                        BinaryForm.micros(pulled.sequenced().sequencedAt()),
                        pulled.sequenced().sequencerKeyVersion(),
                        pulled.receiptSignature());
                if (!row.get().isOwn()) {
                    table.remove(row.get());
                }
            }
        }
        head.addFromOtherDevices(unknown);
        finish();
    }

    private static long keyId(PulledEvent pulled) {
        return pulled.sequenced().event().authorship() instanceof Authorship.Signed signed ? signed.agentKeyId() : 0;
    }

    /** Whether an event is this agent's. */
    static boolean isOwn(PulledEvent pulled, UUID agentId) {
        return pulled.sequenced().event().sourceAgent().equals(agentId);
    }

    /**
     * What was sent and is not in the log, unless another agent has sent it, or what comes after it, meanwhile.
     *
     * @param outcomes why each of the events cannot get into the log any more
     * @param unanswered how many times each event had been sent when the log was read; absent counts as
     *     0
     */
    void lost(List<PushOutcome.Rejected> outcomes, Map<UUID, Integer> unanswered) throws SQLException {
        List<OutboxRow> lost = new ArrayList<>();
        for (PushOutcome.Rejected outcome : outcomes) {
            table.find(outcome.eventId()).filter(OutboxRow::isInFlight).ifPresent(lost::add);
        }
        List<OutboxRow> concerned = new ArrayList<>(blocking.behind(lost));
        concerned.addAll(lost);
        for (OutboxRow row : concerned) {
            if (row.unanswered() != unanswered.getOrDefault(row.event().eventId(), 0)) {
                return;
            }
        }
        List<OutboxRow> rejected = new ArrayList<>();
        for (PushOutcome.Rejected outcome : outcomes) {
            Optional<OutboxRow> row = table.find(outcome.eventId());
            if (row.isPresent() && row.get().isInFlight()) {
                rejected.add(reject(row.get(), outcome));
            }
        }
        blocking.blockBehind(rejected);
    }

    private void accept(OutboxRow row, PushOutcome.Stored stored, long pulledThrough) throws SQLException {
        long number = stored.sequenceNumber();
        if (row.state().isStored()) {
            Long before = row.sequenceNumber();
            if (before == null || before != number) {
                throw new HistoryMismatchException(
                        number,
                        "the server gives this place to event " + row.event().eventId() + ", which has place "
                                + before);
            }
            return;
        }
        if (number <= pulledThrough) {
            throw new HistoryMismatchException(
                    number,
                    "the server gives this place to event " + row.event().eventId()
                            + ", and has shown another event there");
        }
        Receipt receipt = stored.receipt();
        accept(
                row,
                OutboxRowState.ACCEPTED,
                number,
                receipt == null ? null : BinaryForm.micros(receipt.sequencedAt()),
                receipt == null ? null : receipt.sequencerKeyVersion(),
                receipt == null ? null : receipt.signature());
    }

    private void accept(
            OutboxRow row,
            OutboxRowState state,
            long number,
            @Nullable Long sequencedAt,
            @Nullable Integer keyVersion,
            @Nullable Ed25519Signature signature)
            throws SQLException {
        table.session()
                .update(
                        """
                        update sequencer_outbox_events
                        set state = ?, unanswered = 0, sequence_number = ?, sequenced_at = ?,
                            sequencer_key_version = ?, receipt_signature = ?
                        where position = ?
                        """,
                        state.code(),
                        number,
                        sequencedAt,
                        keyVersion,
                        OutboxColumns.bytes(signature),
                        row.position());
        accepted += row.state().isStored() || !row.isOwn() ? 0 : 1;
        mayRelease |= row.state() == OutboxRowState.REJECTED || row.state() == OutboxRowState.BLOCKED;
    }

    /** Notes a rejection and returns the row as it is then. */
    private OutboxRow reject(OutboxRow row, PushOutcome.Rejected outcome) throws SQLException {
        table.session().update("""
                        update sequencer_outbox_events set state = 2, unanswered = 0, suspected = 0, reason = ?, message = ?
                        where position = ?
                        """, outcome.reason(), outcome.message(), row.position());
        return table.find(outcome.eventId()).orElseThrow();
    }

    /** Who was rejected only because an earlier event of its entity was, waits for that one. */
    private void setAside(List<OutboxRow> rejected) throws SQLException {
        if (rejected.isEmpty()) {
            return;
        }
        List<OutboxRow> inOrder = rejected.stream()
                .sorted(Comparator.comparingLong(OutboxRow::place))
                .toList();
        for (List<OutboxRow> unit : EntityBlocker.units(inOrder)) {
            if (isUnjudged(unit)) {
                for (OutboxRow row : unit) {
                    table.free(row);
                    table.setState(row, OutboxRowState.BLOCKED);
                }
                // Perhaps what it waits for was accepted meanwhile.
                mayRelease = true;
            } else if (isConsequence(unit)) {
                for (OutboxRow row : unit) {
                    table.setState(row, OutboxRowState.BLOCKED);
                }
            }
        }
        blocking.blockBehind(inOrder);
    }

    /** Whether all that is said against a unit is that an earlier event of one of its entities was rejected in the same batch. */
    private static boolean isUnjudged(List<OutboxRow> unit) {
        boolean behind = false;
        for (OutboxRow row : unit) {
            LocalState.Rejected rejection = row.rejection();
            String reason = rejection == null ? FOR_ITS_COMMAND : rejection.reason();
            if (!reason.startsWith(FOR_ITS_COMMAND) && !reason.startsWith(FOR_ITS_PREDECESSOR)) {
                return false;
            }
            behind |= reason.startsWith(FOR_ITS_PREDECESSOR);
        }
        return behind;
    }

    /**
     * Whether all that is said against a unit is a version conflict behind a stuck event of the same
     * entity.
     */
    private boolean isConsequence(List<OutboxRow> unit) throws SQLException {
        boolean consequence = false;
        for (OutboxRow row : unit) {
            LocalState.Rejected rejection = row.rejection();
            if (rejection == null
                    || rejection.reason().startsWith(FOR_ITS_COMMAND)
                    || rejection.reason().startsWith(FOR_ITS_PREDECESSOR)) {
                continue;
            }
            if (!rejection.isConflict()
                    || !table.isStuck(row.entity(), unit.get(0).place())) {
                return false;
            }
            consequence = true;
        }
        return consequence;
    }

    /** An event that was thought rejected may have got in after all. */
    private void finish() throws SQLException {
        if (accepted > 0) {
            head.addAccepted(accepted);
        }
        if (mayRelease) {
            for (OutboxRow row : blocking.released()) {
                table.free(row);
            }
        }
    }
}
