package com.stateset.sequencer.verify;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.spi.StoredCommitment;
import java.util.Objects;

/**
 * Walks a stream from its first event to its head and recomputes everything: payload hashes, agents' signatures, leaves, Merkle
 * roots and tiles, the chain of state roots and its signatures. Stops at the first thing that is altered, missing or out of
 * order. Changes nothing. For one thread; events are checked on all cores.
 *
 * <p><b>What is believed.</b> Nothing that is stored beside the events: each leaf, root and state root is computed from what the events
 * say, and only then compared. The keys are believed; one who can replace the sequencer's keys and everything signed with them can
 * replace the history, which is why auditors keep the keys, or a state root, elsewhere.
 *
 * <p><b>Order of the walk.</b> Commitments are taken from the oldest to the newest. Before the first event of a commitment is read its
 * range must be possible and continue the chain; then its events pass by once, each checked by itself and added to the tree; at its end
 * the tree's root, the tiles above the leaves, the links to the commitment before it and the signature are checked. So the first thing
 * that is reported is the first thing in the stream that is wrong, up to the size of a commitment: within one, a wrong root is led back
 * to the first event that differs ({@link FirstDifference}). Events behind the last commitment are checked by themselves.
 *
 * <p><b>Memory.</b> A page of events, some tiles and one commitment, however long the stream is; only the search for a difference holds
 * the leaves of one commitment.
 *
 * <p><b>While it runs</b> the stream may grow. What was appended after the head was read again, behind the last commitment, is not part of
 * the verdict. The source is read by one thread.
 *
 * <p>Not covered by any hash, and so not checked: {@code command_id}, {@code base_version} and {@code sequenced_at} of events, id
 * and time of commitments. Events behind the last commitment are checked by themselves and against their stored leaves.
 */
@CheckReturnValue
public final class StreamAudit {

    private static final int EVENTS_PER_REPORT = 1000;

    private final HistorySource source;
    private final SignatureVerifier verifier;
    private final EventCursor events;
    private final AuditProgress progress;
    private long head;
    private long checked;

    private StreamAudit(HistorySource source, SignatureVerifier verifier, AuditProgress progress) {
        this.source = source;
        this.verifier = verifier;
        this.events = new EventCursor(source, verifier);
        this.progress = progress;
    }

    /**
     * Audits a history. Throws what the source throws when it cannot be reached.
     *
     * @param verifier decides which signatures are good: the one that the sequencer was given. Libraries differ in points that no
     *     honest key or signature has, and an audit must not call damaged what the sequencer has accepted
     * @throws IllegalArgumentException if the verifier fails its {@linkplain SignatureVerifier#selfTest self-test}
     */
    public static Verdict of(HistorySource source, SignatureVerifier verifier, AuditProgress progress) {
        Objects.requireNonNull(progress, "progress");
        verifier.selfTest();
        try {
            return new StreamAudit(source, verifier, progress).run();
        } catch (DamageException e) {
            return e.verdict();
        }
    }

    private Verdict run() throws DamageException {
        head = source.head();
        CommitmentCursor commitments = new CommitmentCursor(source);
        ChainCheck chain = new ChainCheck(source, verifier);
        StoredCommitment commitment = commitments.next();
        while (commitment != null) {
            chain.requireRange(commitment);
            chain.add(commitment, recompute(commitment));
            commitment = commitments.next();
        }
        head = source.head();
        if (head < checked) {
            throw DamageException.of(
                    "the head of the stream is said to be " + head + ", but event " + checked + " is there");
        }
        while (checked < head) {
            takeNext();
        }
        progress.checked(checked, head);
        return new Verdict.Sound(head, chain.committed(), checked, chain.length());
    }

    private RecomputedTree recompute(StoredCommitment commitment) throws DamageException {
        CommittedRange range = new CommittedRange(source, verifier, commitment);
        while (checked < commitment.sequenceEnd()) {
            range.add(takeNext());
        }
        return range.finish();
    }

    @CanIgnoreReturnValue
    private CheckedEvent takeNext() throws DamageException {
        CheckedEvent event = events.take(checked + 1);
        checked++;
        if (checked % EVENTS_PER_REPORT == 0) {
            head = Math.max(head, checked);
            progress.checked(checked, head);
        }
        return event;
    }
}
