package com.stateset.sequencer.tck.journal;

import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.proof.Commitment;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** The commitments and tiles of {@link JournalCommitments} as bytes. */
final class CommitmentCodec {

    private CommitmentCodec() {}

    static void write(Commitment commitment, DataOutputStream out) throws IOException {
        Codec.writeUuid(commitment.batchId(), out);
        write(commitment.stream(), out);
        out.writeInt(commitment.vesVersion());
        out.writeLong(commitment.sequenceStart());
        out.writeLong(commitment.sequenceEnd());
        out.write(commitment.merkleRoot().toByteArray());
        out.write(commitment.prevStateRoot().toByteArray());
        out.write(commitment.newStateRoot().toByteArray());
        Codec.writeInstant(commitment.committedAt(), out);
        out.writeInt(commitment.sequencerKeyVersion());
        Codec.writeNullable(commitment.signature(), out, (signature, to) -> to.write(signature.toByteArray()));
    }

    static Commitment readCommitment(DataInputStream in) throws IOException {
        return new Commitment(
                Codec.readUuid(in),
                readStream(in),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                readHash(in),
                readHash(in),
                readHash(in),
                Codec.readInstant(in),
                in.readInt(),
                Codec.readNullable(in, from -> Ed25519Signature.of(from.readNBytes(Ed25519Signature.LENGTH))));
    }

    static void write(Tile tile, DataOutputStream out) throws IOException {
        out.writeInt(tile.id().level());
        out.writeLong(tile.id().index());
        out.writeInt(tile.size());
        out.write(tile.toByteArray());
    }

    static Tile readTile(DataInputStream in) throws IOException {
        TileId id = new TileId(in.readInt(), in.readLong());
        return Tile.of(id, in.readNBytes(in.readInt() * Hash.LENGTH));
    }

    static void write(StreamId stream, DataOutputStream out) throws IOException {
        Codec.writeUuid(stream.tenantId(), out);
        Codec.writeUuid(stream.storeId(), out);
    }

    static StreamId readStream(DataInputStream in) throws IOException {
        return new StreamId(Codec.readUuid(in), Codec.readUuid(in));
    }

    private static Hash readHash(DataInputStream in) throws IOException {
        return Hash.of(in.readNBytes(Hash.LENGTH));
    }
}
