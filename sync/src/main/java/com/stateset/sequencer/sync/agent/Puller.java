package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.scope.EventScope;
import com.stateset.sequencer.protocol.scope.HeldNumbers;
import com.stateset.sequencer.sync.Cursor;
import com.stateset.sequencer.sync.PulledEvent;
import com.stateset.sequencer.sync.PulledPage;
import com.stateset.sequencer.sync.ScopedPage;
import com.stateset.sequencer.sync.SyncJournal;
import com.stateset.sequencer.sync.SyncListener;
import com.stateset.sequencer.sync.Transport;
import com.stateset.sequencer.sync.own.OwnEvents;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.SubtreeRoot;
import java.util.List;

/**
 * Brings the replica up to date, page by page, each verified before it is kept: its events one by one ({@link PageVerifier}), and that they
 * continue the history that the server claims ({@link TrustedHistory}). Not thread-safe.
 *
 * <p><b>What need not come.</b> This agent's own events whose places it has receipts for are filled in from the outbox ({@link OwnEvents}),
 * and held against the claim like the others. The last event held, with which a page begins, is asked for only where no claim speaks for it.
 *
 * <p><b>What can race.</b> Other processes pull into the same file. A page is checked by many reads, and between two of them the replica
 * may have gone on, so that the page's events are in it already: that looks like a history that shows an event twice, another version of
 * an entity, or a claim that is behind what is held. So nothing is said against the server before the cursor was read once more: if it is
 * not where this object left it, what was checked was checked against a replica that is no more, and is done anew. The events themselves
 * come in by one transaction, which leaves out what is there, and compares where the two meet. Nor is a claim pinned then: another process
 * may have begun the replica anew, for another scope.
 */
final class Puller {

    private final StreamId stream;
    private final SyncJournal journal;
    private final Transport transport;
    private final PageVerifier verifier;
    private final TrustedHistory history;
    private final ScopedPuller scoped;
    private final SyncListener listener;
    private final int pageEvents;

    /** Where the cursor is if no other process has moved it since the latest claim. */
    private long expected;

    Puller(
            StreamId stream,
            SyncJournal journal,
            Transport transport,
            PageVerifier verifier,
            TrustedHistory history,
            ScopedPuller scoped,
            SyncListener listener,
            int pageEvents) {
        this.stream = stream;
        this.journal = journal;
        this.transport = transport;
        this.verifier = verifier;
        this.history = history;
        this.scoped = scoped;
        this.listener = listener;
        this.pageEvents = pageEvents;
    }

    /** How far the replica reaches, and the tree over it. */
    record Held(Cursor cursor, CompactRange edge) {

        long number() {
            return cursor.sequenceNumber();
        }
    }

    /** Returns if the server's history is still the one that is held, and it shows all that it promised. */
    void confirmHistory() {
        ClaimedHead claim = history.confirm();
        Cursor held = journal.cursor();
        long ownThrough = journal.ownThrough();
        EventScope scope = journal.scope();
        if (!scope.isAll()) {
            scoped.confirm(scope, held, ownThrough, claim);
            return;
        }
        long last = Math.max(1, held.sequenceNumber());
        boolean isNeeded = !claim.isShown() && held.sequenceNumber() > 0;
        HeldNumbers known = isNeeded ? HeldNumbers.NONE : HeldNumbers.of(List.of(last));
        PulledPage page = transport.pull(stream, last, 1, known);
        verifier.afterLastHeld(held, ownThrough, page, claim);
        if (page.headSequence() > 0) {
            history.isUncovered(claim);
        }
    }

    /**
     * Pulls up to the head that the first page names; as far as the server's claims of its history cover that.
     *
     * @return how many events came in
     */
    long pull() {
        long first = journal.cursor().sequenceNumber();
        while (true) {
            try {
                return Math.max(0, pullFrom(first) - first);
            } catch (HistoryMismatchException e) {
                if (journal.cursor().sequenceNumber() == expected) {
                    throw e;
                }
            }
        }
    }

    private long pullFrom(long first) {
        long goal = 0;
        long through = first;
        long before;
        do {
            before = through;
            expected = journal.cursor().sequenceNumber();
            ClaimedHead claim = history.ask();
            boolean moved;
            do {
                Held held = held();
                long head = pullPage(held, claim, goal);
                through = Math.max(held.number(), journal.cursor().sequenceNumber());
                moved = through > held.number();
                goal = goal == 0 ? head : goal;
                listener.pulled(through, goal == 0 ? claim.head().size() : goal);
            } while (moved && through < Math.min(goal == 0 ? Long.MAX_VALUE : goal, claim.limit()));
            if ((!claim.isShown() || through == claim.limit())
                    && journal.cursor().sequenceNumber() == through) {
                history.agreed(claim, goal > 0);
            }
        } while ((goal == 0 || through < goal) && through > before);
        return through;
    }

    /**
     * Pulls one page, holds it against all that is known, and keeps it. What the server counts it must show, whatever it counts now and
     * however little of it is covered by the claim: a page that brings nothing would be asked for without end, or pass for the last one.
     *
     * @return how far the server says it is; 0 if it was not asked, since all that comes next is this agent's own
     */
    private long pullPage(Held held, ClaimedHead claim, long goal) {
        EventScope scope = journal.scope();
        if (!scope.isAll()) {
            ScopedPage page = scoped.pull(scope, held, claim, goal);
            expected = page.through();
            return page.headSequence();
        }
        OwnEvents own = OwnEvents.after(held.number(), claim.head().size(), journal, pageEvents);
        List<PulledEvent> known = own.areWholePage() ? own.fill(held.number(), List.of()) : List.of();
        if (!known.isEmpty()) {
            keep(held, claim, own, known, claim.head().size());
            return 0;
        }
        long ownThrough = journal.ownThrough();
        PulledPage page = transport.pull(stream, Math.max(1, held.number()), own.limit(), own.numbers());
        List<PulledEvent> next = own.fill(held.number(), afterLastHeld(held, ownThrough, page, claim));
        if (next.isEmpty() && Math.max(page.headSequence(), goal) > held.number()) {
            next = withoutOverlap(held.cursor());
        }
        boolean waits = !next.isEmpty() && history.isUncovered(claim);
        long room = waits ? 0 : Math.max(0, claim.limit() - held.number());
        next = next.subList(0, (int) Math.min(next.size(), room));
        keep(held, claim, own, next, page.headSequence());
        return page.headSequence();
    }

    private void keep(Held held, ClaimedHead claim, OwnEvents own, List<PulledEvent> next, long headSequence) {
        try {
            verifier.verify(held.cursor(), next, own::isFilledIn);
        } catch (HistoryMismatchException e) {
            throw explained(e, held, claim);
        }
        history.requireOnLine(claim, held.edge(), tree(next));
        requireClaimed(claim, headSequence);
        journal.apply(next, headSequence);
        expected = held.number() + next.size();
    }

    /**
     * Returns if a server counts at least the events that it has claimed just before: a smaller number would end the pull as if it were complete.
     */
    static void requireClaimed(ClaimedHead claim, long headSequence) {
        if (headSequence < claim.head().size()) {
            throw new HistoryMismatchException(
                    headSequence + 1,
                    "the server's history ends at " + headSequence + "; it has claimed one of "
                            + claim.head().size() + " events just before");
        }
    }

    private List<PulledEvent> afterLastHeld(Held held, long ownThrough, PulledPage page, ClaimedHead claim) {
        try {
            return verifier.afterLastHeld(held.cursor(), ownThrough, page, claim);
        } catch (HistoryMismatchException e) {
            throw explained(e, held, claim);
        }
    }

    /**
     * That the last event is another one, or one behind it does not fit, says little; the claim may tell which was the first. A server that
     * gives no proof of it any more does not talk itself out of what was found.
     */
    private HistoryMismatchException explained(HistoryMismatchException found, Held held, ClaimedHead claim) {
        try {
            history.requireOnLine(claim, held.edge(), List.of());
        } catch (TransportException e) {
            found.addSuppressed(e);
        }
        return found;
    }

    /** Another process may move both between two reads. */
    private Held held() {
        Held held;
        do {
            held = new Held(journal.cursor(), journal.rightEdge());
        } while (held.number() != held.edge().size());
        return held;
    }

    private static List<SubtreeRoot> tree(List<PulledEvent> events) {
        return events.stream()
                .map(event -> SubtreeRoot.ofEntry(
                        event.sequenceNumber() - 1, event.sequenced().leafHash()))
                .toList();
    }

    /** A server bounds its pages in bytes, too: the event held may leave no room for another. */
    private List<PulledEvent> withoutOverlap(Cursor held) {
        long from = held.sequenceNumber() + 1;
        List<PulledEvent> next = transport.pull(stream, from, pageEvents).events();
        if (next.isEmpty()) {
            throw new HistoryMismatchException(from, "the server counts it but does not show it");
        }
        return next;
    }
}
