package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.history.EquivocationEvidence;
import com.stateset.sequencer.sync.HistoryBasis;
import com.stateset.sequencer.sync.ShownHistory;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Explains why a server's history is not the one that is held: whose fault it is, at which event, and whether it can be proved to others.
 * Works for as long as it takes: it is only asked when something is wrong.
 *
 * <p>First of all the own file is looked at: if its leaves do not lead to its right edge, it is damaged, and the server is not to
 * blame. Then the server's tiles are compared with ours, or its events if it shows no tiles. They may be lies as anything else, so they can fail to show the difference,
 * but not hide that there is one.
 */
final class Mismatch {

    private final HeldTree held;
    private final ShownHistory shown;
    private final EventDifference events;
    private final Consumer<EquivocationEvidence> evidence;

    /**
     * Takes what is held.
     *
     * @throws StoreFailedException if it is not what was kept
     */
    Mismatch(
            HeldTree held,
            CompactRange edge,
            ShownHistory shown,
            EventDifference events,
            Consumer<EquivocationEvidence> evidence) {
        this.held = held;
        this.shown = shown;
        this.events = events;
        this.evidence = evidence;
        if (!held.edge().equals(edge)) {
            throw new StoreFailedException(
                    "the outbox is damaged: the leaves of its replica are not those that its tree was made of", null);
        }
    }

    /**
     * The claim is not on the line of what is held.
     *
     * @param pinned the checkpoint that agreed last
     */
    HistoryMismatchException between(ClaimedHead claim, Optional<ClaimedHead> pinned) {
        long size = claim.head().size();
        if (size < held.size() && isRootAt(size, claim.head().root())) {
            return behind(claim);
        }
        OptionalLong index = firstDifference(size);
        boolean proved =
                pinned.isPresent() && claim.basis() == HistoryBasis.SIGNED && isKept(pinned.get(), claim, index);
        StringBuilder problem = new StringBuilder(difference(index));
        problem.append("; the server's history of ")
                .append(size)
                .append(" events does not go on from the one held here");
        if (proved) {
            problem.append("; key ").append(claim.key()).append(" has signed both, which the evidence proves");
        }
        declaredBreak(claim)
                .ifPresent(head -> problem.append("; the sequencer's log of heads says that an administrator")
                        .append(" has accepted another history of ")
                        .append(head.size())
                        .append(" events"));
        return mismatch(index, problem.toString());
    }

    /**
     * The server itself says that something is wrong.
     *
     * @param pinned the checkpoint that agreed last, up to which tiles are compared
     */
    HistoryMismatchException reported(String problem, Optional<ClaimedHead> pinned) {
        long size = pinned.map(claim -> claim.head().size()).orElse(0L);
        return mismatch(firstDifference(size), problem);
    }

    /**
     * The last event that is the same in both, as far as the server shows it.
     *
     * @throws TransportException if the server could not be asked: that is no sign that the rest is the same
     */
    long lastCommon(ClaimedHead claim) {
        long size = claim.head().size();
        return Math.min(difference(size).orElse(held.size()), size);
    }

    /** An earlier state of the same history is no proof of anything, and no reason to go back. */
    private HistoryMismatchException behind(ClaimedHead claim) {
        long size = claim.head().size();
        return new HistoryMismatchException(
                size + 1,
                "the server's history ends at " + size + "; it has shown or promised events up to " + held.size()
                        + ". What it shows is an earlier state of the history held here: an old answer, or a restored backup");
    }

    /** The first index that differs among those that both have; empty if the server does not show it. */
    private OptionalLong firstDifference(long size) {
        try {
            return difference(size);
        } catch (TransportException e) {
            return OptionalLong.empty();
        }
    }

    private OptionalLong difference(long size) {
        try {
            return new TreeDifference(held.beside(shown, size), held.size(), shown, size).find();
        } catch (TransportException noTiles) {
            return events.find();
        }
    }

    private boolean isKept(ClaimedHead pinned, ClaimedHead claim, OptionalLong index) {
        Optional<EquivocationEvidence> found = new EvidenceCollector(held, shown, pinned, claim).collect(index);
        found.ifPresent(evidence);
        return found.filter(EvidenceCollector::isProof).isPresent();
    }

    /** What the sequencer says of it itself. */
    private Optional<TreeHead> declaredBreak(ClaimedHead claim) {
        SignedCheckpoint checkpoint = claim.checkpoint();
        Ed25519PublicKey key = claim.key();
        if (checkpoint == null || key == null) {
            return Optional.empty();
        }
        return new DeclaredBreaks(shown, checkpoint.origin(), key).find();
    }

    private boolean isRootAt(long size, Hash root) {
        return held.edgeAt(size).filter(edge -> edge.root().equals(root)).isPresent();
    }

    /** What is to be said of the first difference: of events that are not held, only one hash is known together. */
    private String difference(OptionalLong index) {
        if (index.isEmpty()) {
            return "the events that the server shows do not lead to the root of its history, or are not those held here";
        }
        return held.hidden(index.getAsLong())
                .map(part -> "one of the events " + (part.first() + 1) + " to " + part.end()
                        + ", which are not in the scope of this replica, is another one than before, or missing")
                .orElse("it is another event than the one held here");
    }

    private static HistoryMismatchException mismatch(OptionalLong index, String problem) {
        return index.isPresent()
                ? new HistoryMismatchException(index.getAsLong() + 1, problem)
                : HistoryMismatchException.somewhere(problem);
    }
}
