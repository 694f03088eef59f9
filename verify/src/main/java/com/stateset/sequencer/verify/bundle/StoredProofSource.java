package com.stateset.sequencer.verify.bundle;

import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.proof.EventProof;
import com.stateset.sequencer.proof.Receipt;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.protocol.json.RawJson;
import com.stateset.sequencer.protocol.keys.WireKeyDirectory;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.StoredCommitment;
import com.stateset.sequencer.tlog.LogInclusionProof;
import com.stateset.sequencer.tlog.LogProver;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TlogProof;
import com.stateset.sequencer.verify.HistoryClaims;
import com.stateset.sequencer.verify.HistorySource;
import com.stateset.sequencer.verify.StoredHistory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a store holds. Receipts and key directories are not stored; they are made here, and signed if the private keys are at hand:
 * without them the bundle proves the event's place all the same, by the signature of its commitment. For one thread.
 *
 * <p>The tlog-proof is made of the stored tiles under the checkpoint that the store has kept, which may be a second older than the
 * last that was signed: an event behind it has none yet. Nothing is signed here that is not signed already, so a bundle from a
 * database whose history was replaced cannot carry a new checkpoint of it; that the proof leads to the signed root is for the
 * reader to find out, and {@link BundleCheck} does.
 *
 * @param store the store, which is closed at the end
 * @param stream the stream
 * @param signingKeys the sequencer's keys as far as they are at hand, for receipts and key directories
 */
public record StoredProofSource(EventStore store, StreamId stream, List<SigningKey> signingKeys)
        implements ProofSource {

    public StoredProofSource {
        signingKeys = List.copyOf(signingKeys);
    }

    @Override
    public HistorySource history() {
        return new StoredHistory(store, stream);
    }

    @Override
    public ProofBundle bundle(long sequenceNumber) {
        EventProof proof = history().proof(sequenceNumber);
        Commitment commitment = store.commitments()
                .find(proof.batchId())
                .map(StoredCommitment::complete)
                .orElseThrow();
        SequencedEvent event = history().events(sequenceNumber, 1).stream()
                .filter(found -> found.sequenceNumber() == sequenceNumber)
                .findFirst()
                .orElseThrow(() -> new StoreFailedException("event " + sequenceNumber + " is missing", null));
        BundleSequencer sequencer = sequencer();
        return new ProofBundle(
                event,
                proof,
                commitment,
                receipt(event, sequencer),
                sequencer,
                ProofBundle.isSigned(event) ? directory(event.event().sourceAgent(), sequencer) : null,
                tlogProof(sequenceNumber).orElse(null));
    }

    /** Made of the stored tiles, under the checkpoint that was kept. */
    @Override
    public Optional<TlogProof> tlogProof(long sequenceNumber) {
        SignedNote checkpoint = history().history().checkpoint().orElse(null);
        if (checkpoint == null || HistoryClaims.claimedSize(checkpoint) < sequenceNumber) {
            return Optional.empty();
        }
        try {
            LogInclusionProof proof = new LogProver(
                            store.history().tiles(stream), HistoryClaims.claimedSize(checkpoint))
                    .inclusion(sequenceNumber - 1);
            return Optional.of(new TlogProof(proof.index(), proof.hashes(), null, checkpoint));
        } catch (LogVerificationException e) {
            throw new StoreFailedException("its history tree is damaged: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        store.close();
    }

    private Receipt receipt(SequencedEvent event, BundleSequencer sequencer) {
        Hash hash = VesHashes.receipt(
                stream, event.event().eventId(), event.sequenceNumber(), VesHashes.signing(event.event()));
        return new Receipt(
                sequencer.sequencerId(),
                event.event().eventId(),
                event.sequenceNumber(),
                event.sequencedAt(),
                hash,
                event.sequencerKeyVersion(),
                sign(hash, sequencer.publicKeys().get(event.sequencerKeyVersion()))
                        .orElse(null));
    }

    private BundleSequencer sequencer() {
        return new BundleSequencer(
                store.identity().sequencerId(UUID.randomUUID()),
                store.identity().keys());
    }

    private RawJson directory(UUID agentId, BundleSequencer sequencer) {
        WireKeyDirectory directory = WireKeyDirectory.of(
                stream.tenantId(), agentId, store.agentKeys().keys(stream.tenantId(), agentId), Instant.now());
        SortedMap<Integer, Ed25519PublicKey> keys = sequencer.publicKeys();
        Ed25519PublicKey latest = keys.isEmpty() ? null : keys.get(keys.lastKey());
        WireKeyDirectory signed =
                directory.signed(sign(directory.signedHash(), latest).orElse(null));
        return RawJson.of(ProtocolJson.write(signed));
    }

    private Optional<Ed25519Signature> sign(Hash hash, @Nullable Ed25519PublicKey publicKey) {
        return publicKey == null
                ? Optional.empty()
                : signingKeys.stream()
                        .filter(key -> key.publicKey().equals(publicKey))
                        .findFirst()
                        .map(key -> key.sign(hash));
    }
}
