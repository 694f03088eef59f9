package com.stateset.sequencer.verify;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.spi.HeadsLogStore;
import com.stateset.sequencer.spi.StoredCommitment;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TreeHead;
import com.stateset.sequencer.verify.seen.KeyNumbers;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Walks a stream from its first event to its head and recomputes everything that can be recomputed: payload hashes, agents' signatures,
 * leaves, entity versions, the history tree with its tiles, Merkle roots and tiles of commitments, the chain of state roots and its
 * signatures, signed checkpoints. Stops at the first thing that is altered, missing or out of order. Changes nothing, but that a store may fill
 * up the tree of a stream that an older version wrote. For one thread;
 * events are checked on all cores.
 *
 * <p><b>What is believed.</b> Nothing that is stored beside the events: each leaf, root and state root is computed from what the events
 * say, and only then compared. Keys that the caller does not name ({@link AuditOptions#sequencerKeys}) are taken from the source; one
 * who can replace these and everything signed with them can replace the history, which the verdict says. A checkpoint that was kept
 * elsewhere ({@link AuditOptions#earlier}) binds all events up to it, whatever the source shows.
 *
 * <p><b>Order of the walk.</b> Commitments are taken from the oldest to the newest. Before the first event of a commitment is read its
 * range must be possible and continue the chain; then its events pass by once, each checked by itself ({@link EventCheck}), against
 * those before it ({@link EventRules}), and added to both trees; at its end the tree's root, the tiles above the leaves, the links to
 * the commitment before it and the signature are checked. So the first thing that is reported is the first thing in the stream that is
 * wrong, up to the size of a commitment: within one, a wrong root is led back to the first event that differs ({@link
 * FirstDifference}). Events behind the last commitment follow. What something signed is missing is reported last.
 *
 * <p><b>Memory.</b> A page of events, some tiles and one commitment, and 48 to 96 bytes per event id, command and entity, in a file if they are many ({@link
 * KeyNumbers}); the search for a difference holds the leaves of one commitment.
 *
 * <p><b>While it runs</b> the stream may grow. What was appended after the head was read again, behind the last commitment, is not part of
 * the verdict. The source is read by one thread.
 *
 * <p><b>What nothing binds</b> cannot be checked: metadata, tags, a {@code command_id} or {@code base_version} that was removed or exchanged for another
 * possible one, the exact {@code sequenced_at}, id and time of commitments, and that the newest commitments were not removed.
 */
@CheckReturnValue
public final class StreamAudit {

    private static final int EVENTS_PER_REPORT = 1000;

    private final HistorySource source;
    private final SignatureVerifier verifier;
    private final AuditOptions options;
    private final AuditProgress progress;
    private final SequencerTrust trust;
    private final ChainCheck chain;
    private final EventCursor events;
    private final EventRules rules;
    private long head;
    private long checked;

    /** Whether the source shows an entry of the stream in the heads log. */
    private boolean entered;

    /** Why the source's history tree cannot be read; reported only if nothing else is found, which would say more. */
    private @Nullable DamageException unreadableHistory;

    private StreamAudit(
            HistorySource source,
            SignatureVerifier verifier,
            AuditOptions options,
            AuditProgress progress,
            @Nullable Consumer<Commitment> incomplete) {
        verifier.selfTest();
        this.source = source;
        this.verifier = verifier;
        this.options = Objects.requireNonNull(options, "options");
        this.progress = Objects.requireNonNull(progress, "progress");
        this.trust = new SequencerTrust(source, verifier, options.sequencerKeys());
        this.chain = new ChainCheck(source, trust, incomplete);
        this.events = new EventCursor(source, verifier);
        this.rules = new EventRules(trust);
    }

    /** Audits a history of which nothing is known from elsewhere. */
    public static Verdict of(HistorySource source, SignatureVerifier verifier, AuditProgress progress) {
        return of(source, verifier, AuditOptions.NONE, progress);
    }

    /**
     * Audits a history. Throws what the source throws when it cannot be reached.
     *
     * @param verifier decides which signatures are good: the one that the sequencer was given. Libraries differ in points that no
     *     honest key or signature has, and an audit must not call damaged what the sequencer has accepted
     * @param options what is known from elsewhere
     * @throws IllegalArgumentException if the verifier fails its {@linkplain SignatureVerifier#selfTest self-test}
     */
    public static Verdict of(
            HistorySource source, SignatureVerifier verifier, AuditOptions options, AuditProgress progress) {
        return new StreamAudit(source, verifier, options, progress, null).verdict();
    }

    /** Audits a history whose commitments may lack state roots; {@code incomplete} gets those, with what they should have. */
    static Verdict tolerating(HistorySource source, SignatureVerifier verifier, Consumer<Commitment> incomplete) {
        return new StreamAudit(source, verifier, AuditOptions.NONE, AuditProgress.NONE, incomplete).verdict();
    }

    private Verdict verdict() {
        try {
            return run();
        } catch (DamageException e) {
            return e.verdict();
        }
    }

    private Verdict run() throws DamageException {
        head = source.head();
        HistoryClaims claims = claims();
        CommitmentCursor commitments = new CommitmentCursor(source);
        StoredCommitment commitment = commitments.next();
        if (head == 0 && commitment == null && claims.isEmpty() && unreadableHistory == null && nothingIsExpected()) {
            requireNoContradiction(1);
            return new Verdict.NoSuchStream();
        }
        entered = claims.headsLogEntry().isPresent();
        SignedClaims signed = SignedClaims.read(trust, claims, options.earlier());
        HistoryTreeCheck history = new HistoryTreeCheck(source, claims.tilesThrough(), signed.all(claims));
        while (commitment != null) {
            chain.requireRange(commitment);
            chain.add(commitment, recompute(commitment, history));
            commitment = commitments.next();
        }
        walkToHead(history);
        return conclude(history, signed);
    }

    private boolean nothingIsExpected() {
        return options.earlier() == null && options.minHead() == 0 && options.minCommitted() == 0;
    }

    private HistoryClaims claims() {
        try {
            return source.history();
        } catch (StoreFailedException | StreamStoppedException | LogVerificationException e) {
            unreadableHistory = DamageException.of("its history tree cannot be read: " + e.getMessage());
            return HistoryClaims.NONE;
        }
    }

    private RecomputedTree recompute(StoredCommitment commitment, HistoryTreeCheck history) throws DamageException {
        CommittedRange range = new CommittedRange(source, verifier, commitment);
        while (checked < commitment.sequenceEnd()) {
            range.add(takeNext(history));
        }
        return range.finish();
    }

    private void walkToHead(HistoryTreeCheck history) throws DamageException {
        head = source.head();
        if (head < checked) {
            throw DamageException.of(
                    "the head of the stream is said to be " + head + ", but event " + checked + " is there");
        }
        while (checked < head) {
            takeNext(history);
        }
        progress.checked(checked, head);
    }

    @CanIgnoreReturnValue
    private CheckedEvent takeNext(HistoryTreeCheck history) throws DamageException {
        CheckedEvent event = events.take(checked + 1);
        rules.take(event);
        history.take(event.leaf());
        checked++;
        if (checked % EVENTS_PER_REPORT == 0) {
            requireNoContradiction(checked - EVENTS_PER_REPORT + 1);
            head = Math.max(head, checked);
            progress.checked(checked, head);
        }
        return event;
    }

    private void requireNoContradiction(long from) throws DamageException {
        Optional<String> contradiction = source.contradiction(from, checked);
        if (contradiction.isPresent()) {
            throw DamageException.of(contradiction.get());
        }
    }

    private Verdict conclude(HistoryTreeCheck history, SignedClaims signed) throws DamageException {
        TreeHead tree = history.finish();
        requireNoContradiction(checked / EVENTS_PER_REPORT * EVENTS_PER_REPORT + 1);
        if (unreadableHistory != null) {
            throw unreadableHistory;
        }
        chain.finish(signed.ofSource().isPresent());
        requireCheckpoint(signed);
        Optional<HeadsLogStore> heads = source.headsLog();
        List<String> breaks =
                heads.isPresent() ? new HeadsLogCheck(heads.get(), trust, source.stream(), entered).run() : List.of();
        requireWhatIsExpected();
        requirePayloads();
        Optional<SignedCheckpoint> largest = signed.largest();
        long signedThrough = Math.max(
                chain.signedThrough(), largest.map(found -> found.head().size()).orElse(0L));
        AuditWords words = new AuditWords(trust, chain, rules, head, signedThrough);
        List<String> grounds = words.grounds();
        grounds.addAll(breaks);
        signed.otherName(source).ifPresent(grounds::add);
        return new Verdict.Sound(
                head,
                chain.committed(),
                chain.length(),
                tree,
                largest,
                signedThrough,
                new Verdict.Payloads(
                        rules.missing().erased(),
                        rules.missing().unrecorded(),
                        rules.missing().encrypted(),
                        rules.missing().endToEnd(),
                        rules.unsigned()),
                words.reservations(),
                grounds);
    }

    private void requireCheckpoint(SignedClaims signed) throws DamageException {
        if (!options.acceptNoCheckpoint()
                && trust.isSigning()
                && head > 0
                && signed.ofSource().isEmpty()) {
            throw DamageException.of(
                    "its history has no signed checkpoint, although the sequencer has a key: it was removed, or"
                            + " no sequencer that signs has run since the stream began, or its events are of the last second,"
                            + " or were written by a version before there were checkpoints: then start the sequencer once");
        }
    }

    private void requireWhatIsExpected() throws DamageException {
        if (head < options.minHead()) {
            throw DamageException.ofEvent(
                    head + 1, "it is missing: there should be at least " + options.minHead() + " events");
        }
        if (chain.committed() < options.minCommitted()) {
            throw DamageException.of("the chain of commitments ends at " + chain.committed() + ", but should reach "
                    + options.minCommitted());
        }
    }

    private void requirePayloads() throws DamageException {
        Optional<MissingPayloads.First> first = rules.missing().first();
        if (first.isPresent() && !options.acceptMissingPayloads()) {
            throw DamageException.ofEvent(
                    first.get().sequenceNumber(),
                    (first.get().encrypted()
                                    ? "its payload is encrypted, and there is no key for it here; so it is with "
                                    : "its payload is missing, and no erasure of it is recorded; so it is with ")
                            + (rules.missing().unrecorded() + rules.missing().encrypted()) + " in all");
        }
    }
}
