package com.stateset.sequencer.sync.agent;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.history.EquivocationEvidence;
import com.stateset.sequencer.sync.HistoryBasis;
import com.stateset.sequencer.sync.HistoryPin;
import com.stateset.sequencer.sync.ScopeVerdict;
import com.stateset.sequencer.sync.ShownHead;
import com.stateset.sequencer.sync.ShownHistory;
import com.stateset.sequencer.sync.SyncJournal;
import com.stateset.sequencer.sync.Transport;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.ConsistencyProof;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.SubtreeRoot;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one history that a server may show: the one that is held, and goes on from it. Not thread-safe.
 *
 * <h2>What is known, and by whom</h2>
 *
 * <p>The replica's <b>right edge</b> is this side's own: made of leaves that were computed from the events themselves. The server
 * <b>claims</b> a size and a root, at every sync anew. If the claim's size is the edge's, the roots must be equal, and then every event
 * ever pulled is the one the server has now: one comparison, whatever the length, nothing read. If the claim is larger, the
 * server shows by a consistency proof, a few hashes, that its tree has ours as its beginning.
 *
 * <p>The latest claim that agreed is <b>pinned</b>: the signed checkpoint, and the key that signed it. From then on another
 * key, another log, and a claim without a signature are refused, and so is an older claim, though being behind is no crime by itself: an
 * answer may have been kept somewhere, a backup restored. Only a signed claim that contradicts the pinned one is evidence: with what is
 * held as far as that proves the pinned one, and otherwise, while a replica is pulled anew for another scope, the two signed notes and the
 * server's own tiles.
 *
 * <h2>What must hold</h2>
 *
 * <ol>
 *   <li><b>Nothing of another history comes in.</b> A page is held against the claim before it is kept: the edge with the page's
 *       leaves, as {@link #requireOnLine} does it. Events beyond the claim wait for the next claim.
 *   <li><b>What is pinned agreed.</b> A claim is pinned when the replica has reached its size, and not before. So the replica
 *       holds what the pinned checkpoint is about, and can show that it does; unless it has begun anew for another scope, and is not yet
 *       as far as it was: then each claim must go on from the pinned checkpoint itself.
 *   <li><b>Nothing is claimed that was not checked.</b> A server without a tree, or without a key, leaves its mark in the outbox's status;
 *       one that had them once and has no longer is refused.
 * </ol>
 *
 * <p>What races: other processes that sync the same file. They may move the edge between two calls, which {@link Puller}
 * notices, and pin a later checkpoint than this one, which only makes the next comparison stricter.
 */
final class TrustedHistory {

    private final SyncJournal journal;
    private final TrustedSequencer sequencer;
    private final Optional<ShownHistory> shown;
    private final CheckpointTrust trust;
    private final Consumer<EquivocationEvidence> evidence;

    /** What was found to go on from a pinned checkpoint last: the same for each page under one claim. */
    private @Nullable Extension extension;

    TrustedHistory(
            StreamId stream,
            SyncJournal journal,
            Transport transport,
            TrustedSequencer sequencer,
            Consumer<EquivocationEvidence> evidence) {
        this.journal = journal;
        this.sequencer = sequencer;
        this.shown = transport.history(stream);
        this.trust = new CheckpointTrust(stream);
        this.evidence = evidence;
    }

    /**
     * Asks the server what it claims now.
     *
     * @throws VerificationException if it is not signed by the key that is trusted, or no longer at all
     */
    ClaimedHead ask() {
        return ask(journal.historyPin());
    }

    /**
     * The same, with another pin than the one that is kept.
     *
     * @throws VerificationException as {@link #ask()}
     */
    ClaimedHead ask(HistoryPin pin) {
        Optional<ShownHead> head = shown.flatMap(ShownHistory::head);
        if (head.isEmpty()) {
            trust.pinned(pin).ifPresent(TrustedHistory::refuseNothing);
            return ClaimedHead.NOT_SHOWN;
        }
        String note = head.get().checkpoint();
        if (note != null) {
            return trust.read(note, pin, sequencer.keys());
        }
        Ed25519PublicKey key = pin.key();
        if (key != null || !sequencer.keys().isEmpty()) {
            throw new VerificationException("the server shows its history without a signature, although it has a key: "
                    + (key != null ? key : sequencer.keys().iterator().next()));
        }
        return ClaimedHead.unsigned(head.get().head());
    }

    /**
     * Returns what the server claims, if its history has the one that is held as its beginning. What another process pulls and pins between
     * the two may be beyond the claim: then it is asked anew.
     */
    @CanIgnoreReturnValue
    ClaimedHead confirm() {
        while (true) {
            CompactRange held = journal.rightEdge();
            ClaimedHead claim = ask();
            try {
                requireOnLine(claim, held, List.of());
                return claim;
            } catch (HistoryMismatchException e) {
                if (journal.rightEdge().size() == held.size()) {
                    throw e;
                }
            }
        }
    }

    /**
     * Whether events that a server shows have to wait for its next claim: its key is known, and it had signed nothing when it was asked.
     *
     * @throws VerificationException if it has signed nothing still
     */
    @CanIgnoreReturnValue
    boolean isUncovered(ClaimedHead claim) {
        Ed25519PublicKey key = journal.historyPin().key();
        if (claim.isShown() || key == null) {
            return false;
        }
        if (!ask().isShown()) {
            throw noHead(key);
        }
        return true;
    }

    /**
     * Returns if the server claims a history, although it has not when it was asked before.
     *
     * @throws VerificationException if it does not
     */
    void requireShown() {
        if (!ask().isShown()) {
            throw new VerificationException(
                    "the server has events and shows no history tree of them; without its root, a replica that"
                            + " follows a part of the stream cannot be checked");
        }
    }

    /** What to throw at a server that shows events and no signed head of them. */
    static VerificationException noHead(Ed25519PublicKey key) {
        return new VerificationException("the server shows events and no checkpoint of them, signed by key " + key
                + ", which this outbox trusts");
    }

    /**
     * Returns if what is held, and a page after it, is the beginning of the claimed history.
     *
     * @param held the replica's right edge
     * @param page the subtrees of events that are to come in
     * @throws HistoryMismatchException if it is not, or the claim is behind it
     */
    void requireOnLine(ClaimedHead claim, CompactRange held, List<SubtreeRoot> page) {
        if (!claim.isShown()) {
            return;
        }
        CompactRange edge = held.appendSubtrees(page);
        if (!isOnLine(edge, claim.head())) {
            throw mismatch(held, page).between(claim, pinned(held.size()));
        }
        requirePinnedBeyond(held.size(), claim);
    }

    /**
     * While the replica is pulled anew, it is smaller than the pinned checkpoint, and says nothing of what lies between: the claim must go on
     * from the checkpoint itself, before a page that reaches beyond it is kept.
     */
    private void requirePinnedBeyond(long held, ClaimedHead claim) {
        Optional<ClaimedHead> pinned = pinned().filter(pin -> pin.head().size() > held);
        if (pinned.isEmpty() || pinned.get().head().equals(claim.head())) {
            return;
        }
        TreeHead before = pinned.get().head();
        Extension asked = new Extension(before, claim.head());
        if (asked.equals(extension)) {
            return;
        }
        if (before.size() >= claim.head().size() || !isExtended(before, claim.head())) {
            String proved = isProved(pinned.get(), claim)
                    ? "; key " + claim.key() + " has signed both, which the evidence proves"
                    : "";
            throw HistoryMismatchException.somewhere(
                    "the server's history of " + claim.head().size() + " events does not go on from the checkpoint of "
                            + before.size() + " events that this outbox has kept" + proved);
        }
        extension = asked;
    }

    /**
     * Keeps what convicts the server's key: two notes of one size are enough by themselves, and what a larger tree begins with is shown by its
     * own tiles. A smaller claim is only behind, as far as can be known here. Nothing of it needs what is held.
     */
    private boolean isProved(ClaimedHead pinned, ClaimedHead claim) {
        if (claim.basis() != HistoryBasis.SIGNED
                || pinned.head().size() > claim.head().size()) {
            return false;
        }
        ShownHistory server = shown.orElseThrow();
        Optional<EquivocationEvidence> found = new EvidenceCollector(server, server, pinned, claim)
                .collect(OptionalLong.empty())
                .filter(EvidenceCollector::isProof);
        found.ifPresent(evidence);
        return found.isPresent();
    }

    /** That a head goes on from a pinned one. */
    private record Extension(TreeHead pinned, TreeHead claimed) {}

    /** Keeps that the replica is the claimed history, as far as it reaches. */
    void agreed(ClaimedHead claim, boolean hasEvents) {
        if (claim.isShown() || hasEvents) {
            HistoryPin pin = journal.historyPin();
            SignedCheckpoint checkpoint = claim.checkpoint();
            journal.agreed(
                    claim.basis(),
                    claim.head().size(),
                    checkpoint == null ? null : new HistoryPin(claim.key(), pin.keyTold(), checkpoint.toString()));
        }
    }

    /**
     * Trusts a key from now on, and no other; one that was named for another server is forgotten. A checkpoint that another key has signed is not kept beside it: what is held has
     * the same root.
     */
    void trustKey(Ed25519PublicKey key) {
        HistoryPin pin = journal.historyPin();
        journal.pin(new HistoryPin(key, true, Objects.equals(key, pin.key()) ? pin.checkpoint() : null));
        journal.forgetNamedKey();
    }

    /** What to throw when the server says itself that its history is not the one that it has signed. */
    HistoryMismatchException stopped(TransportException.Stopped problem) {
        String message = String.valueOf(problem.getMessage());
        return shown.isEmpty()
                ? HistoryMismatchException.somewhere(message)
                : mismatch(journal.rightEdge(), List.of())
                        .reported(message, pinned(journal.cursor().sequenceNumber()));
    }

    /**
     * The last event that is the same here and there, by the server's tiles; what the server claims must go on from it.
     *
     * @throws HistoryMismatchException if it does not: then the tiles are not those of the claim
     */
    long lastCommon(ClaimedHead claim) {
        CompactRange held = journal.rightEdge();
        long common = mismatch(held, List.of()).lastCommon(claim);
        boolean leads = new HeldTree(journal, held.size(), List.of())
                .edgeAt(common)
                .filter(edge -> isOnLine(edge, claim.head()))
                .isPresent();
        if (!leads) {
            throw HistoryMismatchException.somewhere("the server shows the events held here up to " + common
                    + ", but they do not lead to the head of " + claim.head().size() + " events that it claims");
        }
        return common;
    }

    /**
     * The last event that is the same here and there.
     *
     * @param serverSize how many events the server has, if it claims nothing
     */
    long lastCommon(ClaimedHead claim, long serverSize) {
        if (claim.isShown()) {
            return lastCommon(claim);
        }
        long held = journal.cursor().sequenceNumber();
        return serverSize == 0
                ? 0
                : new EventDifference(journal, shown.orElseThrow()).find().orElse(Math.min(held, serverSize));
    }

    /** The last held event that the pinned checkpoint covers; 0 for none. */
    long provenThrough() {
        return pinned(journal.cursor().sequenceNumber())
                .map(claim -> claim.head().size())
                .orElse(0L);
    }

    /**
     * Reads what the replica does not hold, and looks whether it should have been shown.
     *
     * @throws HistoryMismatchException if the server's history is another one by now
     */
    ScopeVerdict checkScope(UUID agentId) {
        ShownHistory server = shown.orElseThrow(() -> new IllegalStateException("the transport shows no history"));
        return new SelectionCheck(journal, server, agentId).run(confirm().head().size());
    }

    /** The tree that proves what is held, as far as the pinned checkpoint covers it. */
    HeldTree heldTree() {
        return new HeldTree(journal, journal.rightEdge().size(), List.of());
    }

    private boolean isOnLine(CompactRange edge, TreeHead head) {
        if (edge.size() >= head.size()) {
            return edge.size() == head.size() && edge.root().equals(head.root());
        }
        if (edge.size() == 0) {
            return true;
        }
        return isExtended(edge.head(), head);
    }

    private boolean isExtended(TreeHead smaller, TreeHead larger) {
        ConsistencyProof proof = shown.orElseThrow().consistency(smaller.size(), larger.size());
        try {
            // The sizes are ours and the signed ones, whatever the server says that its proof is of.
            new ConsistencyProof(smaller.size(), larger.size(), proof.hashes()).verify(smaller.root(), larger.root());
            return true;
        } catch (LogVerificationException e) {
            return false;
        }
    }

    private Mismatch mismatch(CompactRange held, List<SubtreeRoot> page) {
        ShownHistory server = shown.orElseThrow();
        HeldTree tree = new HeldTree(journal, held.size(), page);
        return new Mismatch(tree, held.appendSubtrees(page), server, new EventDifference(journal, server), evidence);
    }

    /** The pinned checkpoint if what is held covers it, and so can prove what it is about. */
    private Optional<ClaimedHead> pinned(long held) {
        return pinned().filter(claim -> claim.head().size() <= held);
    }

    private Optional<ClaimedHead> pinned() {
        HistoryPin pin = journal.historyPin();
        Ed25519PublicKey key = pin.key();
        return key == null
                ? Optional.empty()
                : trust.pinned(pin).map(checkpoint -> ClaimedHead.signed(checkpoint, key));
    }

    private static void refuseNothing(SignedCheckpoint pinned) {
        throw new VerificationException(
                "the server no longer shows a checkpoint of the stream's history; it has shown one of "
                        + pinned.head().size() + " events before");
    }
}
