package com.stateset.sequencer;

import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.history.HistorySigner;
import com.stateset.sequencer.history.LeafCheck;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.proof.Receipt;
import com.stateset.sequencer.spi.EventStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;

/**
 * Who sequences: an id, and the keys that receipts and commitments are signed with. Thread-safe.
 *
 * <p>Receipts are made when asked for, and only for events that are in the tree of their stream: what a row says now that it did
 * not say when it was sequenced gets none. Ed25519 is deterministic, so that the same event always gets the same receipt, from every
 * process that has been given the key.
 */
public final class SequencerIdentity {

    private final SequencerKeys keys;
    private final EventStore store;
    private final HistorySigner signer;

    SequencerIdentity(SequencerKeys keys, EventStore store, HistorySigner signer) {
        this.keys = keys;
        this.store = store;
        this.signer = signer;
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

    /**
     * Returns the receipt of an event that was read; for several, {@link #receipts(StreamId, List)} reads less.
     *
     * @throws com.stateset.sequencer.error.EventAlteredException if it is not the event that was sequenced
     */
    public Receipt receipt(SequencedEvent event) {
        return receipts(event.event().stream(), List.of(event)).get(0);
    }

    /**
     * Returns the receipts of events of one stream that were read, such as a page, in their order. A signed one is given only
     * for an event whose leaf, recomputed, is in the stream's tree: at most two tiles are read for each level of the tree and
     * page of 256 neighbours.
     *
     * @throws com.stateset.sequencer.error.EventAlteredException if one is not the event that was sequenced
     */
    public List<Receipt> receipts(StreamId stream, List<SequencedEvent> events) {
        long last = 0;
        for (SequencedEvent event : events) {
            if (keys.canSign(event.sequencerKeyVersion())) {
                last = Math.max(last, event.sequenceNumber());
            }
        }
        if (last > 0) {
            LeafCheck check = new LeafCheck(signer, stream, last);
            events.stream()
                    .filter(event -> keys.canSign(event.sequencerKeyVersion()))
                    .forEach(check::require);
        }
        return events.stream().map(this::receiptOf).toList();
    }

    private Receipt receiptOf(SequencedEvent event) {
        return receipt(
                event.event().stream(),
                event.event().eventId(),
                event.sequenceNumber(),
                event.sequencedAt(),
                VesHashes.signing(event.event()),
                event.sequencerKeyVersion());
    }

    /**
     * Returns the receipts of a batch: one per event that stands in the log, in the order sent. Reads nothing for the events of
     * its group of appends; those that stood there before must be in the stream's tree.
     *
     * @throws com.stateset.sequencer.error.EventAlteredException if one is not
     */
    public List<Receipt> receipts(IngestReceipt batch) {
        signer.requireRunning(batch.stream());
        requireReplaysInTree(batch);
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

    private void requireReplaysInTree(IngestReceipt batch) {
        Map<Long, Hash> leaves = batch.replayedLeaves();
        if (keys.currentKey() != null && !leaves.isEmpty()) {
            LeafCheck check = new LeafCheck(signer, batch.stream(), Collections.max(leaves.keySet()));
            leaves.forEach(check::require);
        }
    }

    private Receipt receipt(
            StreamId stream, UUID eventId, long sequenceNumber, Instant sequencedAt, Hash signingHash, int keyVersion) {
        Hash hash = VesHashes.receipt(stream, eventId, sequenceNumber, signingHash);
        return new Receipt(id(), eventId, sequenceNumber, sequencedAt, hash, keyVersion, keys.sign(keyVersion, hash));
    }
}
