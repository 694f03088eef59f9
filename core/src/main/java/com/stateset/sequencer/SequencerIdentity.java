package com.stateset.sequencer;

import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.proof.Receipt;
import com.stateset.sequencer.spi.EventStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;

/**
 * Who sequences: an id, and the keys that receipts and commitments are signed with. Thread-safe.
 *
 * <p>Receipts are made when asked for. Ed25519 is deterministic, so that the same event always gets the same receipt, from every
 * process that has been given the key.
 */
public final class SequencerIdentity {

    private final SequencerKeys keys;
    private final EventStore store;

    SequencerIdentity(SequencerKeys keys, EventStore store) {
        this.keys = keys;
        this.store = store;
    }

    /** The sequencer's id: the same for all processes that share the store. */
    public UUID id() {
        return keys.sequencerId();
    }

    /** The version of the key that signs what is new; 0 if nothing is signed. */
    public int keyVersion() {
        return keys.currentVersion();
    }

    /** The key that signs what is new, if anything is signed. */
    public Optional<Ed25519PublicKey> publicKey() {
        return Optional.ofNullable(keys.currentKey());
    }

    /** All public keys that ever signed, by version, for checking old receipts. Reads the store. */
    public SortedMap<Integer, Ed25519PublicKey> publicKeys() {
        return store.identity().keys();
    }

    /** Signs something of the sequencer's own, such as a key directory; empty if nothing is signed. */
    public Optional<Ed25519Signature> sign(Hash hash) {
        return Optional.ofNullable(keys.sign(keys.currentVersion(), hash));
    }

    /** Returns the receipt of an event that was read. */
    public Receipt receipt(SequencedEvent event) {
        return receipt(
                event.event().stream(),
                event.event().eventId(),
                event.sequenceNumber(),
                event.sequencedAt(),
                VesHashes.signing(event.event()),
                event.sequencerKeyVersion());
    }

    /** Returns the receipts of a batch: one per event that stands in the log, in the order sent. */
    public List<Receipt> receipts(IngestReceipt batch) {
        List<Receipt> receipts = new ArrayList<>();
        for (Outcome outcome : batch.outcomes()) {
            if (outcome instanceof Outcome.Stored stored) {
                receipts.add(receipt(
                        batch.stream(),
                        stored.eventId(),
                        stored.sequenceNumber(),
                        stored.sequencedAt(),
                        stored.signingHash(),
                        stored.sequencerKeyVersion()));
            }
        }
        return receipts;
    }

    private Receipt receipt(
            StreamId stream, UUID eventId, long sequenceNumber, Instant sequencedAt, Hash signingHash, int keyVersion) {
        Hash hash = VesHashes.receipt(stream, eventId, sequenceNumber, signingHash);
        return new Receipt(id(), eventId, sequenceNumber, sequencedAt, hash, keyVersion, keys.sign(keyVersion, hash));
    }
}
