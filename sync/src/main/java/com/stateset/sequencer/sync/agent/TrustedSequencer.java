package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.sync.SequencerPin;
import com.stateset.sequencer.sync.SyncJournal;
import com.stateset.sequencer.sync.Transport;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sequencer that was met first. A server that answers later must have the same id, and still publish every key that was shown before. Not thread-safe.
 */
final class TrustedSequencer {

    private final SyncJournal journal;
    private final Transport transport;
    private @Nullable SequencerPin pinned;

    TrustedSequencer(SyncJournal journal, Transport transport) {
        this.journal = journal;
        this.transport = transport;
    }

    /**
     * Asks the server who it is; trusts it if it is the first one.
     *
     * @throws VerificationException if it is another one, or has lost or changed a key
     */
    SequencerPin recognize() {
        // In this order: what another process pins meanwhile may be younger than the answer.
        Optional<SequencerPin> known = journal.sequencer();
        SequencerPin shown = transport.sequencer();
        if (known.isPresent() && !shown.continues(known.get())) {
            throw new VerificationException(problem(known.get(), shown));
        }
        if (known.isEmpty() || !known.get().equals(shown)) {
            journal.pin(shown);
        }
        pinned = shown;
        return shown;
    }

    /**
     * Asks the server who it is, and takes one that shows a trusted key for the one that is meant, under another id or with other keys
     * than before. Nothing of that is kept.
     *
     * @param trusted a key that is trusted whatever id it is shown under; null for none
     * @throws VerificationException if it is another one without that key
     */
    SequencerPin meet(@Nullable Ed25519PublicKey trusted) {
        Optional<SequencerPin> known = journal.sequencer();
        SequencerPin shown = transport.sequencer();
        boolean isTrusted = trusted != null && shown.keys().containsValue(trusted);
        if (known.isPresent() && !shown.continues(known.get()) && !isTrusted) {
            throw new VerificationException(problem(known.get(), shown));
        }
        pinned = shown;
        return shown;
    }

    /** Returns the key of a version; asks the server once more if it is not known. */
    Optional<Ed25519PublicKey> key(int version) {
        Ed25519PublicKey key = pinned().keys().get(version);
        return Optional.ofNullable(key != null ? key : recognize().keys().get(version));
    }

    /** Returns all keys; empty if the sequencer signs nothing. */
    Collection<Ed25519PublicKey> keys() {
        return pinned().keys().values();
    }

    private SequencerPin pinned() {
        return pinned != null ? pinned : recognize();
    }

    private static String problem(SequencerPin known, SequencerPin shown) {
        if (!shown.sequencerId().equals(known.sequencerId())) {
            return "the server is sequencer " + shown.sequencerId() + "; this outbox knows " + known.sequencerId();
        }
        int lost = known.keys().entrySet().stream()
                .filter(entry -> !shown.keys().entrySet().contains(entry))
                .findFirst()
                .orElseThrow()
                .getKey();
        return "the server no longer shows key " + lost + " of sequencer " + known.sequencerId()
                + ", which this outbox trusts";
    }
}
