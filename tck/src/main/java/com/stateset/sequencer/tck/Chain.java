package com.stateset.sequencer.tck;

import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.StateRoot;
import com.stateset.sequencer.proof.Commitment;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Commitments that form a chain, over trees that were never built. */
public final class Chain {

    private Chain() {}

    /** A commitment to the next {@code count} events. */
    public static Commitment next(StreamId stream, @Nullable Commitment before, int count) {
        return before == null
                ? of(stream, 1, count, Hash.ZERO)
                : of(stream, before.sequenceEnd() + 1, before.sequenceEnd() + count, before.newStateRoot());
    }

    static Commitment of(StreamId stream, long start, long end, Hash prevStateRoot) {
        UUID batchId = UUID.randomUUID();
        Hash merkleRoot = hash(batchId.hashCode());
        byte[] signature = new byte[Ed25519Signature.LENGTH];
        Arrays.fill(signature, (byte) batchId.hashCode());
        Hash streamId = VesHashes.stream(stream);
        return new Commitment(
                batchId,
                stream,
                1,
                start,
                end,
                merkleRoot,
                prevStateRoot,
                StateRoot.of(streamId, prevStateRoot, merkleRoot, start, end),
                Instant.now().truncatedTo(ChronoUnit.MICROS),
                7,
                Ed25519Signature.of(signature));
    }

    /** A hash of nothing, told from others by its number. */
    static Hash hash(int number) {
        return Hash.of(ByteBuffer.allocate(Hash.LENGTH).putInt(number).array());
    }
}
