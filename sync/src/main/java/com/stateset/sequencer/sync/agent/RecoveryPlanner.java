package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.keys.KeyDirectory;
import com.stateset.sequencer.sync.Cursor;
import com.stateset.sequencer.sync.HistoryPin;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.PulledEvent;
import com.stateset.sequencer.sync.SequencerPin;
import com.stateset.sequencer.sync.SyncJournal;
import com.stateset.sequencer.sync.Transport;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Looks what a server has lost. Reads only: at the server its identity, its signed head and as many tiles as it takes to find the first
 * difference; here the leaves.
 *
 * <p><b>Which server is believed.</b> One that continues the sequencer that was met first; or one that shows the key which has signed
 * the pinned checkpoint, or the key that the operator has named, whatever its id. A public key is known to everybody, so that it is
 * listed proves nothing: the server's head must be signed with it, and where there is no event yet, its directory of this agent's keys.
 * Only that key, and those known before, are kept. So a server that anybody has put up is not recovered to. Not thread-safe.
 */
final class RecoveryPlanner {

    private static final int AT_ONCE = 1000;

    private final OutboxProfile profile;
    private final SyncJournal journal;
    private final Transport transport;
    private final TrustedSequencer sequencer;
    private final TrustedHistory history;
    private final SignatureVerifier verifier;

    RecoveryPlanner(
            OutboxProfile profile,
            SyncJournal journal,
            Transport transport,
            TrustedSequencer sequencer,
            TrustedHistory history,
            SignatureVerifier verifier) {
        this.profile = profile;
        this.journal = journal;
        this.transport = transport;
        this.sequencer = sequencer;
        this.history = history;
        this.verifier = verifier;
    }

    /**
     * Looks.
     *
     * @throws VerificationException if the server is another one that is not trusted
     */
    Recovery plan() {
        HistoryPin pinned = journal.historyPin();
        Ed25519PublicKey last = journal.namedKey().orElse(null);
        Optional<SequencerPin> known = journal.sequencer();
        SequencerPin shown = sequencer.meet(last != null ? last : pinned.key());
        boolean same = known.isEmpty() || shown.continues(known.get());
        // The operator may have named the key of another server, and come back to this one.
        Ed25519PublicKey named = last != null && same && !shown.keys().containsValue(last) ? null : last;
        HistoryPin pin = named == null ? pinned : new HistoryPin(named, true, null);
        ServerView view = look(shown, pin, same);
        Optional<HeldTree> tree = view.provenThrough() == 0 ? Optional.empty() : Optional.of(history.heldTree());
        return new Recovery(journal, profile.agentId(), view, lostPromises(view), tree);
    }

    /**
     * Trusts a key that the operator has named: at once if the server continues the one that was met first, else as soon as the
     * outbox goes over to its history.
     *
     * @return whether the latter
     * @throws VerificationException if the server does not show that key
     */
    boolean trust(Ed25519PublicKey key) {
        SequencerPin shown = transport.sequencer();
        if (!shown.keys().containsValue(key)) {
            throw new VerificationException("the server is sequencer " + shown.sequencerId() + " with keys "
                    + shown.keys().values() + "; key " + key + " is not among them");
        }
        Optional<SequencerPin> known = journal.sequencer();
        if (known.isEmpty() || shown.continues(known.get())) {
            history.trustKey(key);
            return false;
        }
        journal.nameKey(key);
        return true;
    }

    private ServerView look(SequencerPin shown, HistoryPin pin, boolean same) {
        StreamId stream = profile.stream();
        Cursor held = journal.cursor();
        long size = transport.pull(stream, 1, 1).headSequence();
        HistoryPin next = new HistoryPin(pin.key(), pin.keyTold(), null);
        Optional<ClaimedHead> claim =
                size == 0 ? Optional.empty() : Optional.of(history.ask(next)).filter(ClaimedHead::isShown);
        Ed25519PublicKey key = pin.key();
        if (key != null && claim.isEmpty()) {
            requireSigned(key, size);
        }
        // The problem first: it keeps the evidence, if the head contradicts what is held and no difference is shown.
        Optional<String> problem = same ? problem(claim, size, held) : Optional.of(otherSequencer(shown));
        long common = history.lastCommon(claim.orElse(ClaimedHead.NOT_SHOWN), size);
        return new ServerView(known(shown, key), next, claim, size, held, common, history.provenThrough(), problem);
    }

    private void requireSigned(Ed25519PublicKey key, long size) {
        if (size > 0) {
            throw TrustedHistory.noHead(key);
        }
        UUID agent = profile.agentId();
        KeyDirectory directory = transport.keyDirectory(profile.stream().tenantId(), agent);
        if (!directory.isOf(profile.stream().tenantId(), agent) || !directory.isSignedByOneOf(List.of(key), verifier)) {
            throw new VerificationException("the server lists key " + key
                    + ", but has not signed its directory of this agent's keys with it: it may not have that key");
        }
    }

    /** What else a server lists becomes known as always, by a sync. */
    private SequencerPin known(SequencerPin shown, @Nullable Ed25519PublicKey trusted) {
        if (trusted == null) {
            return shown;
        }
        SortedMap<Integer, Ed25519PublicKey> keys = new TreeMap<>(shown.keys());
        Map<Integer, Ed25519PublicKey> before = journal.sequencer()
                .<Map<Integer, Ed25519PublicKey>>map(SequencerPin::keys)
                .orElse(Map.of());
        keys.entrySet()
                .removeIf(key ->
                        !key.getValue().equals(trusted) && !Objects.equals(key.getValue(), before.get(key.getKey())));
        return new SequencerPin(shown.sequencerId(), keys);
    }

    /** Compares as a sync does, so that what convicts the server's key is kept. */
    private Optional<String> problem(Optional<ClaimedHead> claim, long size, Cursor held) {
        if (claim.isEmpty()) {
            return size >= held.sequenceNumber()
                    ? Optional.empty()
                    : Optional.of("the server's history ends at " + size + "; " + held.sequenceNumber()
                            + " events are held here");
        }
        try {
            history.requireOnLine(claim.get(), journal.rightEdge(), List.of());
            return Optional.empty();
        } catch (HistoryMismatchException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private String otherSequencer(SequencerPin shown) {
        UUID known = journal.sequencer().orElseThrow().sequencerId();
        return known.equals(shown.sequencerId())
                ? "the server is sequencer " + known + ", but has lost a key that this outbox knows"
                : "the server is sequencer " + shown.sequencerId() + "; this outbox knows " + known;
    }

    /** What this agent was promised a place for, and has not pulled: lost unless the server shows it there. */
    private SortedMap<Long, UUID> lostPromises(ServerView view) {
        SortedMap<Long, UUID> promised = new TreeMap<>(journal.ownBeyondReplica(Long.MAX_VALUE));
        if (promised.isEmpty() || view.common() < view.held().sequenceNumber()) {
            return promised;
        }
        long from = promised.firstKey();
        List<PulledEvent> page = transport.pull(profile.stream(), from, AT_ONCE).events();
        while (!page.isEmpty() && !promised.isEmpty() && from <= promised.lastKey()) {
            page.forEach(event -> promised.remove(
                    event.sequenceNumber(), event.sequenced().event().eventId()));
            from += page.size();
            page = transport.pull(profile.stream(), from, AT_ONCE).events();
        }
        return promised;
    }
}
