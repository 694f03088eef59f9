package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.scope.EventScope;
import com.stateset.sequencer.sync.Cursor;
import com.stateset.sequencer.sync.PulledEvent;
import com.stateset.sequencer.sync.ScopedPage;
import com.stateset.sequencer.sync.SyncJournal;
import com.stateset.sequencer.sync.Transport;
import java.util.Optional;
import java.util.UUID;

/**
 * Pulls pages for a replica that follows a part of the stream. Not thread-safe.
 *
 * <p><b>What is checked.</b> The events that come are checked as any ({@link PageVerifier}); their leaves and the hashes for the others
 * lead, with what is held, to the root that the server claims. So nothing that is shown can be altered or moved, nothing that was ever pulled can
 * be, and no event can be added to the range or dropped from it, whether it is shown or not. An own event whose place is known cannot be
 * hidden. What cannot be checked is <b>the selection</b>: a hash does not tell what it is of. If an event of the scope is hidden by mistake, a
 * later event of its entity has a version that leaves a gap; but the version is in no hash, and a server that lies numbers anew. Only {@link
 * SelectionCheck} finds that.
 *
 * <p><b>The claim is the bound.</b> A subtree cannot be cut, so a page ends at the claim: what is pinned is always a size at which the
 * replica's tree has an end. A server that claims nothing shows nothing either: without a root, hashes would be worth nothing.
 *
 * <p><b>What races.</b> Another process may pull, or change the scope, while a page is under way. The journal keeps the page only if the
 * replica ends right before it and follows what was asked for; otherwise it is dropped, and asked for anew from where the replica is then.
 */
final class ScopedPuller {

    private final StreamId stream;
    private final UUID agentId;
    private final SyncJournal journal;
    private final Transport transport;
    private final PageVerifier verifier;
    private final TrustedHistory history;
    private final int pageEvents;

    ScopedPuller(
            StreamId stream,
            UUID agentId,
            SyncJournal journal,
            Transport transport,
            PageVerifier verifier,
            TrustedHistory history,
            int pageEvents) {
        this.stream = stream;
        this.agentId = agentId;
        this.journal = journal;
        this.transport = transport;
        this.verifier = verifier;
        this.history = history;
        this.pageEvents = pageEvents;
    }

    /** Returns if the server is as far as it was; its claim has been compared with what is held. */
    void confirm(EventScope scope, Cursor held, long ownThrough, ClaimedHead claim) {
        ScopedPage nothing = ask(scope, held.sequenceNumber(), held.sequenceNumber());
        verifier.requireAsLong(held, ownThrough, nothing.headSequence());
        requireClaim(claim, nothing);
    }

    /** Pulls one page, and keeps it if it fits: empty if there is nothing up to the claim. */
    ScopedPage pull(EventScope scope, Puller.Held held, ClaimedHead claim, long goal) {
        long ownThrough = journal.ownThrough();
        long to = claim.isShown() ? Math.max(held.number(), claim.limit()) : held.number();
        ScopedPage page = ask(scope, held.number(), to);
        verifier.requireAsLong(held.cursor(), ownThrough, page.headSequence());
        requireClaim(claim, page);
        if (page.isEmpty() && Math.min(Math.max(page.headSequence(), goal), to) > held.number()) {
            throw new HistoryMismatchException(held.number() + 1, "the server counts it but does not show it");
        }
        verifier.verify(held.cursor(), page, agentId);
        history.requireOnLine(claim, held.edge(), page.tree());
        Puller.requireClaimed(claim, page.headSequence());
        journal.apply(page);
        return page;
    }

    private ScopedPage ask(EventScope scope, long held, long to) {
        ScopedPage page;
        try {
            page = transport.pullScoped(stream, scope, agentId, held + 1, to, pageEvents);
        } catch (TransportException.Refused e) {
            throw e.status() == 404 || e.status() == 405 ? unknown(e) : e;
        }
        if (page.from() != held + 1 || page.through() > to) {
            throw new TransportException.Incomprehensible(
                    "the server shows events " + page.from() + " to " + page.through()
                            + "; it was asked for those from " + (held + 1) + " to " + to,
                    null);
        }
        Optional<PulledEvent> outsideScope = page.outsideScope(agentId);
        if (outsideScope.isPresent()) {
            throw new TransportException.Incomprehensible(
                    "the server shows event " + outsideScope.get().sequenceNumber()
                            + ", which is not in the scope that it was asked for",
                    null);
        }
        return page;
    }

    private static TransportException.Refused unknown(TransportException.Refused refusal) {
        return new TransportException.Refused(
                refusal.status(),
                "the server does not know replicas with a scope, only ones of the whole stream: upgrade it, or let the replica follow all"
                        + " events (" + refusal.getMessage() + ")");
    }

    /** A server that has events claims a history of them: there may have been none when it was asked. */
    private void requireClaim(ClaimedHead claim, ScopedPage page) {
        if (!claim.isShown() && page.headSequence() > 0) {
            history.requireShown();
        }
    }
}
