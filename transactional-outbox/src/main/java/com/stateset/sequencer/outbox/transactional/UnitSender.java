package com.stateset.sequencer.outbox.transactional;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.BatchRule;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.ingest.IngestBatch;
import com.stateset.sequencer.ingest.IngestReceipt;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One round's units, brought to the log: as one chained batch, so that what stands on a rejected event is not accepted. Not
 * thread-safe; for one round.
 *
 * <p>A batch that is refused as a whole, because of its size or by the store, is halved until the unit that caused it is alone. The
 * halves go one after the other, and what is behind a unit rejected in the first is held back from the second: across two batches,
 * the log could not know.
 *
 * <p>A unit that the store refuses alone is rejected only if the log has answered for another one in the same round: if it answers
 * for none, the store is in trouble, and not the event.
 */
final class UnitSender {

    private final Sequencer sequencer;
    private final StreamId stream;
    private final Map<WaitingRow, RowVerdict> verdicts = new LinkedHashMap<>();
    private final Map<RowUnit, StoreFailedException> refused = new LinkedHashMap<>();
    private final Set<EntityRef> stuck = new HashSet<>();
    private boolean anyAnswer;

    UnitSender(Sequencer sequencer, StreamId stream) {
        this.sequencer = sequencer;
        this.stream = stream;
    }

    /** Holds a unit back, and with it what comes behind it. */
    void holdBack(RowUnit unit) {
        unit.rows().forEach(row -> verdicts.put(row, RowVerdict.HELD_BACK));
        stuck.addAll(unit.entities());
    }

    /** Whether something before this unit was held back or rejected. */
    boolean isBehind(RowUnit unit) {
        return unit.touches(stuck);
    }

    /**
     * Sends units and says what became of them and of those that were held back.
     *
     * @throws com.stateset.sequencer.error.SequencerException if the log cannot be asked just now; what was sent may be in it
     */
    Map<WaitingRow, RowVerdict> send(List<RowUnit> units) {
        sendSome(units);
        if (!anyAnswer && !refused.isEmpty()) {
            throw refused.values().iterator().next();
        }
        refused.forEach((unit, failure) -> refuse(unit, "store_refused", failure));
        return verdicts;
    }

    private void sendSome(List<RowUnit> units) {
        List<RowUnit> free = units.stream().filter(this::isFree).toList();
        if (free.isEmpty()) {
            return;
        }
        try {
            judge(free, ingest(free));
            anyAnswer = true;
        } catch (IllegalArgumentException e) {
            if (!halved(free)) {
                refuse(free.get(0), "invalid_batch", e);
            }
        } catch (StoreFailedException e) {
            if (!halved(free)) {
                refused.put(free.get(0), e);
                stuck.addAll(free.get(0).entities());
            }
        }
    }

    /** Holds back what is behind something stuck. */
    private boolean isFree(RowUnit unit) {
        if (!isBehind(unit)) {
            return true;
        }
        holdBack(unit);
        return false;
    }

    private boolean halved(List<RowUnit> units) {
        if (units.size() == 1) {
            return false;
        }
        int half = units.size() / 2;
        sendSome(units.subList(0, half));
        sendSome(units.subList(half, units.size()));
        return true;
    }

    private IngestReceipt ingest(List<RowUnit> units) {
        List<NewEvent> events = units.stream()
                .flatMap(unit -> unit.rows().stream())
                .map(WaitingRow::event)
                .toList();
        return sequencer.ingest(IngestBatch.of(stream, events, BatchRule.CHAINED));
    }

    private void judge(List<RowUnit> units, IngestReceipt receipt) {
        int next = 0;
        for (RowUnit unit : units) {
            List<Outcome> answers =
                    receipt.outcomes().subList(next, next + unit.rows().size());
            next += unit.rows().size();
            List<RowVerdict> judged = RowVerdict.of(answers);
            for (int i = 0; i < judged.size(); i++) {
                verdicts.put(unit.rows().get(i), judged.get(i));
            }
            if (answers.stream().anyMatch(Outcome.Rejected.class::isInstance)) {
                stuck.addAll(unit.entities());
            }
        }
    }

    private void refuse(RowUnit unit, String reason, RuntimeException failure) {
        @Nullable String message = failure.getMessage();
        RowVerdict verdict = new RowVerdict.Refused(reason, message == null ? reason : message);
        unit.rows().forEach(row -> verdicts.put(row, verdict));
        stuck.addAll(unit.entities());
    }
}
