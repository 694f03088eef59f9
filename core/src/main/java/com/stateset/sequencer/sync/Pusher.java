package com.stateset.sequencer.sync;

import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.Event;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Sends what waits, in order, one batch at a time. Not thread-safe.
 *
 * <p>What a server refuses (4xx) or fails at (5xx) again and again is looked for by halving the batch, so that the rest goes on. A
 * refused event is rejected at once. One that a server fails at may have been stored all the same: it is rejected only if others
 * go through behind it, the server fails at it once more, and the log, pulled after that, does not hold it.
 */
final class Pusher {

    private static final long UNKNOWN_HEAD = 0;

    /** A server that fails so many times at the same batch is asked whether it fails at all of it. */
    private static final int SUSPICIOUS = 3;

    private final UUID agentId;
    private final SyncJournal journal;
    private final Transport transport;
    private final AnswerVerifier verifier;
    private final SyncListener listener;
    private final BatchLimits limits;
    private final Bisection bisection = new Bisection();
    private final Doubts doubts = new Doubts();

    Pusher(
            UUID agentId,
            SyncJournal journal,
            Transport transport,
            AnswerVerifier verifier,
            SyncListener listener,
            BatchLimits limits) {
        this.agentId = agentId;
        this.journal = journal;
        this.transport = transport;
        this.verifier = verifier;
        this.listener = listener;
        this.limits = limits;
    }

    /** Begins an attempt: all that waits is sent again. */
    void begin() {
        doubts.clear();
    }

    /**
     * Sends until about {@code goal} events have their outcome, or nothing is left that may be sent.
     *
     * @return what became of them
     */
    PushTally push(long goal) {
        PushTally tally = PushTally.NONE;
        PushTally late;
        do {
            tally = sendQueue(tally, goal);
            late = confirmDoubts();
            tally = tally.plus(late);
            // What waited for the late ones may go.
        } while (late.stored() > 0);
        return tally;
    }

    /**
     * Tells what became of events that the server fails at. To be called after the log was pulled.
     *
     * @throws TransportException.Failed if this cannot be told yet
     */
    PushTally settle() {
        PushTally tally = PushTally.NONE;
        for (Doubt doubt : doubts.all()) {
            if (doubt.isConfirmed()) {
                journal.setAside(doubt.rejections(), doubt.headBehind());
                tally = tally.plus(outcome(doubt));
            }
        }
        requireNoDoubt();
        return tally;
    }

    /**
     * Returns if the server has not failed at any event for good.
     *
     * @throws TransportException.Failed if it has, and what became of that event cannot be told yet
     */
    void requireNoDoubt() {
        Optional<Doubt> open = doubts.all().stream().findFirst();
        if (open.isPresent()) {
            throw open.get().failure();
        }
    }

    private PushTally sendQueue(PushTally before, long goal) {
        PushTally tally = before;
        while (tally.total() < goal) {
            List<LocalEvent> batch = journal.take(bisection.narrow(limits), doubts.eventIds());
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
            PushAnswer answer = exchange(batch);
            bisection.settled(units);
            doubts.wentThrough(answer.headSequence());
            return keep(answer.outcomes(), answer.headSequence());
        } catch (TransportException.Refused e) {
            if (e.isAboutContent() && units == 1) {
                bisection.found();
                return keep(refusals(batch, e), UNKNOWN_HEAD);
            }
            journal.putBack(batch);
            if (!e.isAboutContent()) {
                throw e;
            }
            bisection.refused(units);
            return PushTally.NONE;
        } catch (TransportException.Failed e) {
            suspect(batch, units, e);
            return PushTally.NONE;
        } catch (TransportException e) {
            if (!e.mayHaveArrived()) {
                journal.putBack(batch);
            }
            throw e;
        }
    }

    /** Nothing is put back: the server may have stored it before it failed. */
    private void suspect(List<LocalEvent> batch, int units, TransportException.Failed failure) {
        if (timesSent(batch) < SUSPICIOUS) {
            throw failure;
        }
        if (units > 1) {
            bisection.refused(units);
        } else {
            bisection.foundOneOfSeveral();
            doubts.add(batch, failure);
        }
    }

    /** The queue's order does not change, so that the first one has been in every batch that failed. */
    private static int timesSent(List<LocalEvent> batch) {
        return batch.get(0).state() instanceof LocalState.Pending pending ? pending.unanswered() : 0;
    }

    /** Perhaps the server was in trouble for a moment only: whoever is in doubt gets another chance, with the same bytes. */
    private PushTally confirmDoubts() {
        PushTally tally = PushTally.NONE;
        for (Doubt doubt : doubts.toBeConfirmed()) {
            try {
                PushAnswer answer = exchange(doubt.unit());
                tally = tally.plus(keep(answer.outcomes(), answer.headSequence()));
                doubts.remove(doubt);
            } catch (TransportException.Failed e) {
                doubt.confirm(e);
            }
        }
        return tally;
    }

    private PushTally outcome(Doubt doubt) {
        List<LocalState> states = doubt.unit().stream()
                .flatMap(event -> journal.own(event.eventId()).stream())
                .map(LocalEvent::state)
                .toList();
        if (states.stream().noneMatch(LocalState.Pending.class::isInstance)) {
            doubts.remove(doubt);
        }
        return new PushTally(
                states.stream().filter(LocalState.Accepted.class::isInstance).count(),
                states.stream().filter(LocalState.Rejected.class::isInstance).count());
    }

    private PushAnswer exchange(List<LocalEvent> batch) {
        List<Event> events = batch.stream().map(LocalEvent::event).toList();
        PushAnswer answer = transport.push(agentId, events);
        verifier.verify(events, answer);
        return answer;
    }

    private PushTally keep(List<PushOutcome> outcomes, long headSequence) {
        journal.record(outcomes, headSequence);
        return PushTally.of(outcomes);
    }

    private static List<PushOutcome> refusals(List<LocalEvent> batch, TransportException.Refused refusal) {
        String message = String.valueOf(refusal.getMessage());
        return batch.stream()
                .<PushOutcome>map(
                        event -> new PushOutcome.Rejected(event.eventId(), "refused: " + refusal.status(), message))
                .toList();
    }
}
