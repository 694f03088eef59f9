package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.encryption.Ciphertext;
import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.scope.EventScope;
import com.stateset.sequencer.sync.Cursor;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.PulledEvent;
import com.stateset.sequencer.sync.PulledPage;
import com.stateset.sequencer.sync.ScopedPage;
import com.stateset.sequencer.sync.SyncJournal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a server's page continues what is held, and holds together itself. Not thread-safe.
 *
 * <p>Nothing of a page is kept before all of it is verified, and the server is believed in nothing that can be recomputed. A page begins
 * with the last event held, so that a history that was rewritten or cut shows at once: its leaf must be the one that is held. Where the
 * server claims a root that speaks for it, it need not be sent. The events
 * behind it must carry the next numbers without a gap, ids that are new, the next version of their entity, payloads that have the hashes
 * shown, the receipt hash of their content and place, and the signatures of their agents and of the sequencer. What this agent was
 * promised, by receipts for its own events, must be in its place.
 *
 * <p>Signatures are by far the dearest part. They are collected while the page is walked in order, and then checked on all cores; the
 * first one that is wrong, not the first one found, is reported.
 */
final class PageVerifier {

    private final StreamId stream;
    private final SyncJournal journal;
    private final TrustedSequencer sequencer;
    private final KeyRing keys;
    private final SignatureVerifier verifier;

    PageVerifier(
            StreamId stream,
            SyncJournal journal,
            TrustedSequencer sequencer,
            KeyRing keys,
            SignatureVerifier verifier) {
        this.stream = stream;
        this.journal = journal;
        this.sequencer = sequencer;
        this.keys = keys;
        this.verifier = verifier;
    }

    /**
     * Checks a page that begins with the last event held, and returns what comes after that.
     *
     * @param ownThrough the last own event that the server has said to have accepted
     * @param claim what the page is held against: if it shows a root, the last event held may be left out
     * @throws HistoryMismatchException if the server's history ends before, or holds another event there
     */
    List<PulledEvent> afterLastHeld(Cursor held, long ownThrough, PulledPage page, ClaimedHead claim) {
        requireAsLong(held, ownThrough, page.headSequence());
        if (held.sequenceNumber() == 0 || (claim.isShown() && !beginsWith(page, held))) {
            return page.events();
        }
        if (page.events().isEmpty()) {
            throw new HistoryMismatchException(held.sequenceNumber(), "the server no longer shows it");
        }
        PulledEvent again = page.events().get(0);
        requireNumber(held.sequenceNumber(), again);
        if (!again.sequenced().leafHash().equals(held.leafHash())) {
            throw new HistoryMismatchException(held.sequenceNumber(), "it is another event than the one held here");
        }
        return page.events().subList(1, page.events().size());
    }

    private static boolean beginsWith(PulledPage page, Cursor held) {
        return !page.events().isEmpty() && page.events().get(0).sequenceNumber() == held.sequenceNumber();
    }

    /**
     * Returns if a server's history is as long as it was.
     *
     * @param ownThrough the last own event that the server has said to have accepted
     * @throws HistoryMismatchException if it is not
     */
    void requireAsLong(Cursor held, long ownThrough, long headSequence) {
        long promised = Math.max(held.sequenceNumber(), ownThrough);
        if (headSequence < promised) {
            throw new HistoryMismatchException(
                    headSequence + 1,
                    "the server's history ends at " + headSequence + "; it has shown or promised events up to "
                            + promised);
        }
    }

    /**
     * Checks the events that come right after the last one held.
     *
     * @param own tells which of them are this agent's and did not come from the server: their signatures are known
     * @throws HistoryMismatchException for the first that does not fit
     */
    void verify(Cursor held, List<PulledEvent> next, Predicate<PulledEvent> own) {
        if (!next.isEmpty()) {
            verify(new Run(held, held.sequenceNumber() + next.size(), EventScope.ALL), next, own);
        }
    }

    /**
     * Checks the events of a page that comes right after what is held, and that no own event is hidden in it whose place is known. What is
     * behind the hashes beside them is not known, and not whether it is in the scope.
     *
     * @param agentId whose replica it is
     * @throws HistoryMismatchException for the first that does not fit
     */
    void verify(Cursor held, ScopedPage page, UUID agentId) {
        Run run = new Run(held, page.through(), page.scope());
        verify(run, page.events(), event -> false);
        run.requireNoneHidden(page.events(), agentId);
    }

    private void verify(Run run, List<PulledEvent> next, Predicate<PulledEvent> own) {
        List<Signed> signatures = new ArrayList<>(2 * next.size());
        for (PulledEvent pulled : next) {
            run.check(pulled);
            if (!own.test(pulled)) {
                run.checkOwn(pulled);
                signatures.addAll(signatures(pulled));
            }
        }
        Optional<Signed> wrong = signatures.parallelStream()
                .filter(signed -> !verifier.verify(signed.key, signed.hash, signed.signature))
                .findFirst();
        if (wrong.isPresent()) {
            throw new HistoryMismatchException(wrong.get().sequenceNumber, wrong.get().problem);
        }
    }

    private List<Signed> signatures(PulledEvent pulled) {
        List<Signed> signatures = new ArrayList<>(2);
        long number = pulled.sequenceNumber();
        Event event = pulled.sequenced().event();
        if (event.authorship() instanceof Authorship.Signed author) {
            Ed25519PublicKey key = keys.find(event.sourceAgent(), author.agentKeyId())
                    .orElseThrow(() -> new HistoryMismatchException(
                            number,
                            "it is signed with key " + author.agentKeyId() + " of agent " + event.sourceAgent()
                                    + ", which is not in the key directory"));
            signatures.add(new Signed(
                    number, "its agent_signature is wrong", key, VesHashes.signing(event), author.signature()));
        }
        int version = pulled.sequenced().sequencerKeyVersion();
        Ed25519Signature receipt = pulled.receiptSignature();
        if (version > 0 && receipt != null) {
            Ed25519PublicKey key = sequencer
                    .key(version)
                    .orElseThrow(() -> new HistoryMismatchException(
                            number,
                            "its receipt is signed with key " + version + ", which the sequencer does not show"));
            signatures.add(new Signed(
                    number, "its receipt is not signed by the sequencer", key, pulled.receiptHash(), receipt));
        }
        return signatures;
    }

    private static void requireNumber(long expected, PulledEvent pulled) {
        if (pulled.sequenceNumber() != expected) {
            throw new HistoryMismatchException(
                    expected, "the server shows event " + pulled.sequenceNumber() + " in its place");
        }
    }

    private static void require(boolean condition, long sequenceNumber, String problem) {
        if (!condition) {
            throw new HistoryMismatchException(sequenceNumber, problem);
        }
    }

    /** A signature to be checked. */
    private record Signed(
            long sequenceNumber, String problem, Ed25519PublicKey key, Hash hash, Ed25519Signature signature) {}

    /** One page's events, each checked in the light of those before it. */
    private final class Run {

        private final Map<EntityRef, Long> versions = new HashMap<>();
        private final Set<UUID> ids = new HashSet<>();
        private final Map<Long, UUID> ownNumbers;
        private final EventScope scope;
        private long last;
        private int keyVersion;

        Run(Cursor held, long through, EventScope scope) {
            this.last = held.sequenceNumber();
            this.keyVersion = held.sequencerKeyVersion();
            this.ownNumbers = journal.ownBeyondReplica(through);
            this.scope = scope;
        }

        /** Who was promised a place is shown in it, whatever the scope. */
        void requireNoneHidden(List<PulledEvent> shown, UUID agentId) {
            Map<Long, UUID> hidden = new TreeMap<>(ownNumbers);
            shown.forEach(event -> hidden.remove(event.sequenceNumber()));
            hidden.forEach((number, id) -> require(
                    journal.own(id)
                            .filter(own -> scope.follows(own.event(), agentId))
                            .isEmpty(),
                    number,
                    "the server has promised this place to event " + id + ", and hides what is there"));
        }

        void check(PulledEvent pulled) {
            if (scope.isAll()) {
                requireNumber(last + 1, pulled);
            }
            Event event = pulled.sequenced().event();
            long number = pulled.sequenceNumber();
            require(event.stream().equals(stream), number, "it is of another stream");
            require(
                    ids.add(event.eventId()) && !journal.replicaHolds(event.eventId()),
                    number,
                    "its event_id stands in the history twice");
            checkPayload(number, event);
            checkReceipt(pulled);
            checkVersion(pulled);
            last = number;
        }

        private void checkPayload(long number, Event event) {
            require(Ciphertext.isIntact(event), number, "its payload is not the one that was hashed");
        }

        /** Once the sequencer has begun to sign, it does not stop: a stripped signature would look like that. */
        private void checkReceipt(PulledEvent pulled) {
            long number = pulled.sequenceNumber();
            Event event = pulled.sequenced().event();
            Hash expected = VesHashes.receipt(stream, event.eventId(), number, VesHashes.signing(event));
            require(expected.equals(pulled.receiptHash()), number, "its receipt_hash is not that of this event");
            int version = pulled.sequenced().sequencerKeyVersion();
            boolean signed = pulled.receiptSignature() != null;
            require(signed == version > 0, number, "its receipt names a key without a signature, or none with one");
            require(signed || keyVersion == 0, number, "its receipt is not signed, although earlier ones are");
            keyVersion = version;
        }

        /** Of an entity that is not followed as a whole, the versions rise, and what lies between them is not known. */
        private void checkVersion(PulledEvent pulled) {
            long number = pulled.sequenceNumber();
            EntityRef entity = pulled.sequenced().event().entity();
            long next = versions.computeIfAbsent(entity, journal::replicaVersion) + 1;
            long shown = pulled.sequenced().entityVersion();
            long version = scope.followsEntity(entity) ? next : Math.max(next, shown);
            versions.put(entity, version);
            require(shown == version, number, "it is version " + version + " of its entity, not " + shown);
            Long base = pulled.sequenced().event().baseVersion();
            require(
                    base == null || base == version - 1,
                    number,
                    "it demands version " + base + " of its entity, which is at " + (version - 1));
        }

        /** Not of an event that is here from the outbox, whose place its receipt says. */
        void checkOwn(PulledEvent pulled) {
            long number = pulled.sequenceNumber();
            Event event = pulled.sequenced().event();
            UUID promised = ownNumbers.get(number);
            require(
                    promised == null || promised.equals(event.eventId()),
                    number,
                    "the server has promised this place to event " + promised + " of this agent");
            Optional<LocalEvent> own = journal.own(event.eventId());
            if (own.isEmpty()) {
                return;
            }
            LocalEvent local = own.get();
            require(
                    VesHashes.signing(local.event()).equals(VesHashes.signing(event))
                            && local.event().authorship().equals(event.authorship()),
                    number,
                    "it has the event_id of an event of this agent, and other content");
            Long place = placeOf(local);
            require(place == null || place == number, number, "it was promised place " + place);
        }

        private static @Nullable Long placeOf(LocalEvent local) {
            return local.state() instanceof LocalState.Accepted accepted ? accepted.sequenceNumber() : null;
        }
    }
}
