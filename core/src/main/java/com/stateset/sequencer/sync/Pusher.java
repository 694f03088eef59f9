package com.stateset.sequencer.sync;

import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.proof.Receipt;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Sends what waits, in order, one batch at a time. Not thread-safe. */
final class Pusher {

    private static final long UNKNOWN_HEAD = 0;

    private final UUID agentId;
    private final SyncJournal journal;
    private final Transport transport;
    private final TrustedSequencer sequencer;
    private final SyncListener listener;
    private final BatchLimits limits;
    private final Bisection bisection = new Bisection();

    Pusher(
            UUID agentId,
            SyncJournal journal,
            Transport transport,
            TrustedSequencer sequencer,
            SyncListener listener,
            BatchLimits limits) {
        this.agentId = agentId;
        this.journal = journal;
        this.transport = transport;
        this.sequencer = sequencer;
        this.listener = listener;
        this.limits = limits;
    }

    /**
     * Sends until about {@code goal} events have their outcome, or nothing is left that may be sent.
     *
     * @return what became of them
     */
    PushTally push(long goal) {
        PushTally tally = PushTally.NONE;
        while (tally.total() < goal) {
            List<LocalEvent> batch = journal.take(bisection.narrow(limits));
            if (batch.isEmpty()) {
                break;
            }
            tally = tally.plus(send(batch));
            listener.pushed(tally.total(), goal);
        }
        return tally;
    }

    private PushTally send(List<LocalEvent> batch) {
        int units = Units.count(batch);
        try {
            List<Event> events = batch.stream().map(LocalEvent::event).toList();
            PushAnswer answer = transport.push(agentId, events);
            check(events, answer);
            bisection.settled(units);
            return keep(answer.outcomes(), answer.headSequence());
        } catch (TransportException.Refused e) {
            if (e.isAboutContent() && units == 1) {
                bisection.found();
                return keep(setAside(batch, e), UNKNOWN_HEAD);
            }
            journal.putBack(batch);
            if (!e.isAboutContent()) {
                throw e;
            }
            bisection.refused(units);
            return PushTally.NONE;
        } catch (TransportException e) {
            if (!e.mayHaveArrived()) {
                journal.putBack(batch);
            }
            throw e;
        }
    }

    private PushTally keep(List<PushOutcome> outcomes, long headSequence) {
        journal.record(outcomes, headSequence);
        return PushTally.of(outcomes);
    }

    private static List<PushOutcome> setAside(List<LocalEvent> batch, TransportException.Refused refusal) {
        String message = String.valueOf(refusal.getMessage());
        return batch.stream()
                .<PushOutcome>map(
                        event -> new PushOutcome.Rejected(event.eventId(), "refused: " + refusal.status(), message))
                .toList();
    }

    private void check(List<Event> sent, PushAnswer answer) {
        Map<UUID, PushOutcome> outcomes = new HashMap<>();
        answer.outcomes().forEach(outcome -> outcomes.put(outcome.eventId(), outcome));
        if (outcomes.size() != sent.size()
                || answer.outcomes().size() != sent.size()
                || !sent.stream().allMatch(event -> outcomes.containsKey(event.eventId()))) {
            throw new TransportException.Incomprehensible("the answer does not tell one outcome for each event", null);
        }
        for (Event event : sent) {
            if (outcomes.get(event.eventId()) instanceof PushOutcome.Stored stored) {
                check(event, stored, answer.headSequence());
            }
        }
        long held = journal.cursor().sequenceNumber();
        if (answer.headSequence() < held) {
            throw new HistoryMismatchException(
                    answer.headSequence() + 1,
                    "the server's history ends at " + answer.headSequence() + "; " + held + " events are held here");
        }
    }

    private void check(Event event, PushOutcome.Stored stored, long head) {
        if (stored.sequenceNumber() > head) {
            throw new TransportException.Incomprehensible(
                    "the answer places event " + event.eventId() + " beyond the stream's head", null);
        }
        Receipt receipt = stored.receipt();
        if (receipt == null) {
            return;
        }
        long number = stored.sequenceNumber();
        if (receipt.sequenceNumber() != number
                || !receipt.receiptHash()
                        .equals(VesHashes.receipt(event.stream(), event.eventId(), number, VesHashes.signing(event)))) {
            throw new VerificationException("the receipt of event " + event.eventId() + " is not about it");
        }
        if (receipt.signature() != null) {
            receipt.verifySignature(sequencer
                    .key(receipt.sequencerKeyVersion())
                    .orElseThrow(() -> new VerificationException("the receipt of event " + event.eventId()
                            + " is signed with a key that the sequencer does not show")));
        }
    }
}
