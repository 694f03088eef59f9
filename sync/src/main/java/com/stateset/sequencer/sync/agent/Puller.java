package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.sync.Cursor;
import com.stateset.sequencer.sync.PulledEvent;
import com.stateset.sequencer.sync.PulledPage;
import com.stateset.sequencer.sync.SyncJournal;
import com.stateset.sequencer.sync.SyncListener;
import com.stateset.sequencer.sync.Transport;
import java.util.List;

/** Brings the replica up to date, page by page, each verified before it is kept. Not thread-safe. */
final class Puller {

    private final StreamId stream;
    private final SyncJournal journal;
    private final Transport transport;
    private final PageVerifier verifier;
    private final SyncListener listener;
    private final int pageEvents;

    Puller(
            StreamId stream,
            SyncJournal journal,
            Transport transport,
            PageVerifier verifier,
            SyncListener listener,
            int pageEvents) {
        this.stream = stream;
        this.journal = journal;
        this.transport = transport;
        this.verifier = verifier;
        this.listener = listener;
        this.pageEvents = pageEvents;
    }

    /** Returns if the server still shows the last event that is held, and all that it promised. */
    void confirmHistory() {
        Cursor held = journal.cursor();
        long ownThrough = journal.ownThrough();
        PulledPage page = transport.pull(stream, Math.max(1, held.sequenceNumber()), 1);
        verifier.afterLastHeld(held, ownThrough, page);
    }

    /**
     * Pulls up to the head that the first page names.
     *
     * @return how many events came in
     */
    long pull() {
        long first = journal.cursor().sequenceNumber();
        long goal = 0;
        long through;
        do {
            Cursor held = journal.cursor();
            long ownThrough = journal.ownThrough();
            PulledPage page = transport.pull(stream, Math.max(1, held.sequenceNumber()), pageEvents);
            List<PulledEvent> next = verifier.afterLastHeld(held, ownThrough, page);
            if (next.isEmpty() && page.headSequence() > held.sequenceNumber()) {
                next = withoutOverlap(held);
            }
            verifier.verify(held, next);
            journal.apply(next, page.headSequence());
            through = held.sequenceNumber() + next.size();
            goal = goal == 0 ? page.headSequence() : goal;
            listener.pulled(through, goal);
        } while (through < goal);
        return Math.max(0, through - first);
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
