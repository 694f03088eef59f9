package com.stateset.sequencer.proof;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.BrokenChainException;
import com.stateset.sequencer.merkle.ChainLink;
import com.stateset.sequencer.merkle.Domain;
import com.stateset.sequencer.merkle.DomainHasher;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.MerkleTree;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A root over a contiguous range of a stream, chained to the commitment before it (PROTOCOL section 4).
 *
 * @param batchId names the commitment
 * @param stream the stream
 * @param vesVersion 1 if all its events are signed, else 0
 * @param sequenceStart the first sequence number of the range
 * @param sequenceEnd the last, included
 * @param merkleRoot the root of the tree over the events' leaves
 * @param prevStateRoot the state root of the commitment before; zero for the first
 * @param newStateRoot the state root that the next one builds on
 * @param committedAt when, in whole microseconds; not covered by any hash
 * @param sequencerKeyVersion which of the sequencer's keys signs; 0 for none
 * @param signature Ed25519 over the state root in the domain {@code VES_COMMITMENT_V1}; null where no key signs
 */
public record Commitment(
        UUID batchId,
        StreamId stream,
        int vesVersion,
        long sequenceStart,
        long sequenceEnd,
        Hash merkleRoot,
        Hash prevStateRoot,
        Hash newStateRoot,
        Instant committedAt,
        int sequencerKeyVersion,
        @Nullable Ed25519Signature signature) {

    /** The most leaves of a commitment: 2^20. */
    public static final int MAX_LEAVES = MerkleTree.MAX_LEAVES;

    private static final Domain DOMAIN = Domain.of("VES_COMMITMENT_V1");

    public Commitment {
        Objects.requireNonNull(batchId, "batchId");
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(merkleRoot, "merkleRoot");
        Objects.requireNonNull(prevStateRoot, "prevStateRoot");
        Objects.requireNonNull(newStateRoot, "newStateRoot");
        Objects.requireNonNull(committedAt, "committedAt");
        if (sequenceStart < 1 || sequenceEnd < sequenceStart || sequenceEnd - sequenceStart >= MAX_LEAVES) {
            throw new IllegalArgumentException("a commitment cannot cover " + sequenceStart + ".." + sequenceEnd);
        }
    }

    /** What the sequencer signs for a state root. */
    public static Hash signedHash(Hash newStateRoot) {
        return new DomainHasher().begin(DOMAIN).hash(newStateRoot).finish();
    }

    /** How many events it covers. */
    public int leafCount() {
        return (int) (sequenceEnd - sequenceStart + 1);
    }

    /** How many leaves its tree has with its padding: a power of two. */
    public int paddedLeafCount() {
        return 1 << treeDepth();
    }

    /** How many hashes lie between a leaf and the root. */
    public int treeDepth() {
        return Integer.SIZE - Integer.numberOfLeadingZeros(leafCount() - 1);
    }

    /** Whether an event is within the range. */
    public boolean covers(long sequenceNumber) {
        return sequenceStart <= sequenceNumber && sequenceNumber <= sequenceEnd;
    }

    /**
     * Returns if this commitment is sound in itself: its state root follows from its other values.
     *
     * @throws VerificationException if it does not
     */
    public void verify() {
        checked(() -> link().verify(VesHashes.stream(stream)));
    }

    /**
     * Returns if this commitment is sound in itself and continues the chain right after {@code before}.
     *
     * @throws VerificationException if it does not
     */
    public void verifyAfter(Commitment before) {
        checked(() -> link().verifyAfter(before.link(), VesHashes.stream(stream)));
    }

    /**
     * Returns if the sequencer's key has signed the state root.
     *
     * @throws VerificationException if it has not
     */
    public void verifySignature(Ed25519PublicKey sequencerKey) {
        verifySignature(sequencerKey, SignatureVerifier.standard());
    }

    /** The same, decided by {@code verifier}. */
    public void verifySignature(Ed25519PublicKey sequencerKey, SignatureVerifier verifier) {
        if (signature == null) {
            throw new VerificationException(describe() + " is not signed");
        }
        if (!verifier.verify(sequencerKey, signedHash(newStateRoot), signature)) {
            throw new VerificationException(describe() + " is not signed by the sequencer's key " + sequencerKey);
        }
    }

    private ChainLink link() {
        return new ChainLink(sequenceStart, sequenceEnd, merkleRoot, prevStateRoot, newStateRoot);
    }

    private static void checked(Runnable check) {
        try {
            check.run();
        } catch (BrokenChainException e) {
            throw new VerificationException(String.valueOf(e.getMessage()), e);
        }
    }

    private String describe() {
        return "the commitment of " + sequenceStart + ".." + sequenceEnd;
    }
}
