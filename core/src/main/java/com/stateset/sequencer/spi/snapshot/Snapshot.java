package com.stateset.sequencer.spi.snapshot;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Domain;
import com.stateset.sequencer.merkle.DomainHasher;
import com.stateset.sequencer.merkle.Hash;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A fold's state at a place of history, as bytes. Immutable.
 *
 * <p>It names the leaf of the last event it covers: where another event stands there now, as after restoring a backup, it is of
 * no use. And it names the last erasure that it knows of: once there is another one in its stream, it may hold what was erased, and
 * must not be used or kept.
 */
public final class Snapshot {

    private final Key key;
    private final long position;
    private final Hash leafHash;
    private final byte[] state;
    private final long erasures;

    /** Copies a state of a stream without erasures into a snapshot. */
    public Snapshot(Key key, long position, Hash leafHash, byte[] state) {
        this(key, position, leafHash, state, 0);
    }

    /**
     * Copies a state into a snapshot.
     *
     * @param position the sequence number, or the entity's version, of the last event that the state covers
     * @param leafHash the leaf of that event
     * @param erasures how many erasures there were in the stream when the folding began
     */
    public Snapshot(Key key, long position, Hash leafHash, byte[] state, long erasures) {
        this.key = Objects.requireNonNull(key, "key");
        this.leafHash = Objects.requireNonNull(leafHash, "leafHash");
        this.state = state.clone();
        if (position < 1) {
            throw new IllegalArgumentException("position " + position + " is below 1");
        }
        this.position = position;
        this.erasures = erasures;
    }

    /** What it is a snapshot of. */
    public Key key() {
        return key;
    }

    /** The sequence number, or the entity's version, of the last event that the state covers. */
    public long position() {
        return position;
    }

    /** The leaf of that event. */
    public Hash leafHash() {
        return leafHash;
    }

    /** Returns a copy of the state. */
    public byte[] state() {
        return state.clone();
    }

    /** How many erasures there were in the stream when the folding began; of others, the state may know what was erased. */
    public long erasures() {
        return erasures;
    }

    /** Returns the same snapshot with other bytes for its state. */
    public Snapshot withState(byte[] other) {
        return new Snapshot(key, position, leafHash, other, erasures);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Snapshot that
                && key.equals(that.key)
                && position == that.position
                && leafHash.equals(that.leafHash)
                && erasures == that.erasures
                && Arrays.equals(state, that.state);
    }

    @Override
    public int hashCode() {
        return Objects.hash(key, position);
    }

    /**
     * What a snapshot is of.
     *
     * @param fold the fold's name
     * @param version the fold's version
     * @param stream whose history it is
     * @param entity of the entity alone, or null for the whole stream
     */
    public record Key(
            String fold,
            int version,
            StreamId stream,
            @Nullable EntityRef entity) {

        private static final Domain DIGEST = Domain.of("SNAPSHOT_KEY_V1");

        public Key {
            Objects.requireNonNull(fold, "fold");
            Objects.requireNonNull(stream, "stream");
        }

        /** Names all of this in 32 bytes, for stores to look snapshots up by. */
        public Hash digest() {
            DomainHasher hasher = new DomainHasher()
                    .begin(DIGEST)
                    .string(fold)
                    .u32(Integer.toUnsignedLong(version))
                    .uuid(stream.tenantId())
                    .uuid(stream.storeId());
            if (entity != null) {
                hasher.string(entity.type()).string(entity.id());
            }
            return hasher.finish();
        }
    }
}
