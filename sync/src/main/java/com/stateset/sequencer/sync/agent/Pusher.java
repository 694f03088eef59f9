package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.sync.BatchLimits;
import com.stateset.sequencer.sync.CommandGroups;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.PushAnswer;
import com.stateset.sequencer.sync.PushOutcome;
import com.stateset.sequencer.sync.SyncJournal;
import com.stateset.sequencer.sync.SyncListener;
import com.stateset.sequencer.sync.Transport;
import com.stateset.sequencer.sync.agent.delivery.BatchBisector;
import com.stateset.sequencer.sync.agent.delivery.PoisonCandidate;
import com.stateset.sequencer.sync.agent.delivery.PoisonCandidates;
import com.stateset.sequencer.sync.agent.delivery.SendQueue;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/**
 * Sends what waits, in order, one batch at a time. Not thread-safe.
 *
 * <p><b>Who owns what.</b> The outbox's journal owns the events and their states; a batch is marked as possibly sent before it leaves,
 * and from then on only the same bytes may be sent for it, until its outcome is known. This object owns what lasts one attempt: the
 * width of the next batch ({@link BatchBisector}), the units in doubt ({@link PoisonCandidates}) and the count of deliveries. If the
 * process dies, all of that is gone and nothing is lost: the next attempt begins with what the journal holds.
 *
 * <p><b>What can race.</b> The application appends, retries and discards while a batch is under way; another process may sync the same
 * outbox. So outcomes are recorded for events, not for positions, and a unit is given up only if the journal has counted no delivery of
 * it that this attempt did not make.
 *
 * <p><b>What must hold.</b> A command is never cut. An event never overtakes an earlier one of its entity. <b>Nothing is accepted on top of
 * an event that was not:</b> what an agent wrote behind an event goes out only if that one was accepted, or stands before it in a
 * chained batch, of which the server rejects the one with the other. A server that does not know such batches (404) takes nothing of
 * one; it is sent one unit of each entity at a time until the attempt ends. An event that may have been
 * stored is neither sent with other bytes nor reported as rejected.
 *
 * <p>Other agents' events that are sent again, because a server has lost them, go in the name of their authors. A caller who may send only
 * as itself (403) sends only its own from then on in the attempt; what its author wrote on top of the others' waits with them.
 *
 * <p>What a server refuses (4xx), or answers again and again with a failure (5xx) or not at all, is looked for by halving the batch,
 * so that the rest goes on. A refused event is rejected at once, unless an earlier sending of it got no answer. One that a server
 * fails at may have been stored all the same: it is rejected only if others go through behind it, the server goes on failing at it
 * in this attempt and in another one, and the log, pulled after that, does not hold it. One that gets no answer at all is only left
 * out: the server may be at work on it still.
 */
final class Pusher {

    private static final long UNKNOWN_HEAD = 0;
    private static final int FORBIDDEN = 403;

    /** A server that fails so many times at the same batch is asked whether it fails at all of it. */
    private static final int SUSPICIOUS = 3;

    private final UUID agentId;
    private final SyncJournal journal;
    private final Transport transport;
    private final AnswerVerifier verifier;
    private final SyncListener listener;
    private final BatchLimits limits;
    private final Runnable serverIsThere;
    private final SendQueue queue;
    private final BatchBisector bisector = new BatchBisector();
    private final PoisonCandidates candidates = new PoisonCandidates();
    private boolean serverKnowsChains;
    private boolean ownOnly;

    /**
     * Prepares to push.
     *
     * @param serverIsThere returns if the server answers something else, and throws if it does not
     */
    Pusher(
            UUID agentId,
            SyncJournal journal,
            Transport transport,
            AnswerVerifier verifier,
            SyncListener listener,
            BatchLimits limits,
            Runnable serverIsThere) {
        this.agentId = agentId;
        this.journal = journal;
        this.transport = transport;
        this.verifier = verifier;
        this.listener = listener;
        this.limits = limits;
        this.serverIsThere = serverIsThere;
        this.queue = new SendQueue(journal);
    }

    /** Begins an attempt: all that waits is sent again. */
    void begin() {
        candidates.clear();
        queue.begin();
        serverKnowsChains = true;
        ownOnly = false;
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
            late = confirmCandidates();
            tally = tally.plus(late);
            // What waited for the late ones may go.
        } while (late.stored() > 0);
        return tally;
    }

    /**
     * Tells what became of events that are in doubt. To be called after the log was pulled.
     *
     * @throws TransportException if this is not known yet
     */
    PushTally settle() {
        PushTally tally = PushTally.NONE;
        for (PoisonCandidate candidate : candidates.all()) {
            if (candidate.isDecided()) {
                journal.setAside(candidate.rejections(), candidate.headBehind(), queue.unanswered());
            }
            tally = tally.plus(outcome(candidate));
        }
        requireNoCandidate();
        return tally;
    }

    /**
     * Returns if no event is in doubt.
     *
     * @throws TransportException if one is, and what became of it is not known yet
     */
    void requireNoCandidate() {
        Optional<PoisonCandidate> open = candidates.all().stream().findFirst();
        if (open.isPresent()) {
            throw open.get().failure();
        }
    }

    private PushTally sendQueue(PushTally before, long goal) {
        PushTally tally = before;
        while (tally.total() < goal && !candidates.areTooManyInARow()) {
            BatchLimits next = bisector.narrow(limits).chains(serverKnowsChains).ownOnly(ownOnly);
            List<LocalEvent> batch = queue.take(next, candidates.eventIds());
            if (batch.isEmpty()) {
                break;
            }
            tally = tally.plus(send(batch));
            listener.pushed(tally.total(), goal);
        }
        return tally;
    }

    private PushTally send(List<LocalEvent> batch) {
        int units = CommandGroups.count(batch);
        try {
            PushTally tally = deliver(batch);
            bisector.settled(units);
            return tally;
        } catch (TransportException.Refused e) {
            return refused(batch, units, e);
        } catch (TransportException e) {
            if (!e.mayHaveArrived()) {
                queue.putBack(batch);
                throw e;
            }
            return suspect(batch, units, e);
        }
    }

    private PushTally deliver(List<LocalEvent> batch) {
        PushAnswer answer = exchange(batch);
        candidates.wentThrough();
        queue.answered(batch);
        return keep(answer.outcomes(), answer.headSequence());
    }

    private PushTally refused(List<LocalEvent> batch, int units, TransportException.Refused refusal) {
        if (refusal.isAboutContent() && units == 1) {
            bisector.found();
            PoisonCandidate candidate = new PoisonCandidate(batch, refusal, false);
            if (timesSent(batch) > 1) {
                candidates.add(candidate);
                return PushTally.NONE;
            }
            queue.answered(batch);
            return keep(List.copyOf(candidate.rejections()), UNKNOWN_HEAD);
        }
        queue.putBack(batch);
        if (CommandGroups.areChained(batch) && isUnknownCall(refusal)) {
            serverKnowsChains = false;
            return PushTally.NONE;
        }
        if (refusal.status() == FORBIDDEN && !author(batch).equals(agentId)) {
            ownOnly = true;
            listener.othersRefused(String.valueOf(refusal.getMessage()));
            return PushTally.NONE;
        }
        if (!refusal.isAboutContent()) {
            throw refusal;
        }
        bisector.refused(units);
        return PushTally.NONE;
    }

    /** All events of a batch are of one agent; others' are sent again in their author's name. */
    private static UUID author(List<LocalEvent> batch) {
        return batch.get(0).event().sourceAgent();
    }

    private static boolean isUnknownCall(TransportException.Refused refusal) {
        return refusal.status() == 404 || refusal.status() == 405;
    }

    /** Nothing is put back: the server may have stored it. */
    private PushTally suspect(List<LocalEvent> batch, int units, TransportException failure) {
        boolean isTroubleThatMayPass = candidates.all().isEmpty() && timesSent(batch) < SUSPICIOUS;
        boolean isAboutServer =
                failure instanceof TransportException.Throttled || failure instanceof TransportException.Stopped;
        if (isAboutServer || isTroubleThatMayPass) {
            throw failure;
        }
        if (!(failure instanceof TransportException.Failed)) {
            serverIsThere.run();
        }
        if (units > 1) {
            bisector.refused(units);
            return PushTally.NONE;
        }
        bisector.foundOneOfSeveral();
        candidates.add(new PoisonCandidate(
                batch, failure, journal.isSuspected(batch.get(0).eventId())));
        return candidates.areTooManyInARow() ? lookFurtherBehind() : PushTally.NONE;
    }

    /** The queue's order does not change, so that the first one has been in every batch that failed. */
    private static int timesSent(List<LocalEvent> batch) {
        return batch.get(0).state() instanceof LocalState.Pending pending ? pending.unanswered() : 0;
    }

    /**
     * Sends one unit that stands further behind, then one still further, twice as far each time: if none goes through, the
     * server is to blame, and not so many units in a row: the queue's sending ends.
     */
    private PushTally lookFurtherBehind() {
        Set<UUID> passed = candidates.eventIds();
        for (int distance = 1; distance > 0; distance *= 2) {
            List<LocalEvent> unit = queue.takeFarthest(limits.units(distance).ownOnly(ownOnly), passed);
            if (unit.isEmpty()) {
                break;
            }
            try {
                PushTally tally = deliver(unit);
                bisector.found();
                return tally;
            } catch (TransportException e) {
                if (!e.mayHaveArrived()) {
                    queue.putBack(unit);
                }
                if (!isPerhapsAboutThisUnit(e)) {
                    throw e;
                }
            }
        }
        return PushTally.NONE;
    }

    private static boolean isPerhapsAboutThisUnit(TransportException e) {
        return e instanceof TransportException.Refused refused
                ? refused.isAboutContent()
                : e.mayHaveArrived() && !(e instanceof TransportException.Throttled);
    }

    private PushTally confirmCandidates() {
        PushTally tally = PushTally.NONE;
        for (PoisonCandidate candidate : candidates.toBeConfirmed()) {
            tally = tally.plus(confirm(candidate));
            if (candidate.isConfirmed()) {
                journal.suspect(candidate.unit());
            }
        }
        return tally;
    }

    /** Perhaps the server was in trouble for a moment only: who is in doubt gets other chances, with the same bytes. */
    private PushTally confirm(PoisonCandidate candidate) {
        while (candidate.isToBeConfirmed()) {
            try {
                PushTally tally = deliver(candidate.unit());
                candidates.remove(candidate);
                return tally;
            } catch (TransportException.Refused e) {
                if (!e.isAboutContent()) {
                    throw e;
                }
                candidate.failAgain(e);
            } catch (TransportException.Throttled e) {
                throw e;
            } catch (TransportException e) {
                candidate.failAgain(e);
            }
            OptionalLong head = headBehind(candidate);
            if (head.isEmpty()) {
                break;
            }
            candidate.confirm(head.getAsLong());
        }
        return PushTally.NONE;
    }

    /**
     * Sends once more what the log is known to hold, which changes nothing: the answer shows that the server takes events, and how far
     * the log reaches where it is written. Empty if there is nothing to show it with.
     */
    private OptionalLong headBehind(PoisonCandidate candidate) {
        Optional<LocalEvent> stored = journal.lastStored();
        if (stored.isEmpty()) {
            return candidate.isRefused() ? OptionalLong.of(UNKNOWN_HEAD) : OptionalLong.empty();
        }
        PushAnswer answer = exchange(List.of(stored.get()));
        keep(answer.outcomes(), answer.headSequence());
        return OptionalLong.of(answer.headSequence());
    }

    private PushTally outcome(PoisonCandidate candidate) {
        List<LocalState> states = candidate.unit().stream()
                .flatMap(event -> journal.own(event.eventId()).stream())
                .map(LocalEvent::state)
                .toList();
        if (states.stream().anyMatch(LocalState.Pending.class::isInstance)) {
            return PushTally.NONE;
        }
        candidates.remove(candidate);
        return new PushTally(
                states.stream().filter(LocalState.Accepted.class::isInstance).count(),
                states.stream().filter(LocalState.Rejected.class::isInstance).count());
    }

    private PushAnswer exchange(List<LocalEvent> batch) {
        List<Event> events = batch.stream().map(LocalEvent::event).toList();
        long held = journal.cursor().sequenceNumber();
        PushAnswer answer = CommandGroups.areChained(batch)
                ? transport.pushChained(author(batch), events)
                : transport.push(author(batch), events);
        verifier.verify(events, held, answer);
        return answer;
    }

    private PushTally keep(List<PushOutcome> outcomes, long headSequence) {
        journal.record(outcomes, headSequence);
        return PushTally.of(outcomes);
    }
}
