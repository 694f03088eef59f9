package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.proof.Commitment;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps commitments and the tiles of their trees. Nothing here waits for appends or makes them wait for longer than one small
 * write takes. Thread-safe. Throws what {@link EventStore} throws.
 *
 * <p>A commitment comes into being in two steps: its tiles are put down piece by piece, under the range they are of; then
 * {@link #publish} gives it its place in the chain, if no other was faster. Tiles of a range that was never published are inert.
 */
public interface CommitmentStore {

    /**
     * Reads leaves in order.
     *
     * @param from the first sequence number
     * @param limit the most leaves to return
     * @return leaves from {@code from} on: fewer than {@code limit} only at the end of the stream or before a gap
     */
    LeafPage leaves(StreamId stream, long from, int limit);

    /** Puts tiles of the tree over a range down, in place of those that are there. */
    void putTiles(StreamId stream, long sequenceStart, long sequenceEnd, List<Tile> tiles);

    /** Removes the tiles of a range that is not published. */
    void dropTiles(StreamId stream, long sequenceStart, long sequenceEnd);

    /**
     * Gives a commitment its place at the end of the chain, durably.
     *
     * @return false, and nothing is stored, if the chain does not end right before it
     */
    boolean publish(Commitment commitment);

    /** Returns the last commitment of a stream's chain. */
    Optional<StoredCommitment> last(StreamId stream);

    /** Finds a commitment by its id. */
    Optional<StoredCommitment> find(UUID batchId);

    /** Finds the commitment that covers a sequence number. */
    Optional<StoredCommitment> covering(StreamId stream, long sequenceNumber);

    /**
     * Reads commitments from the newest to the oldest.
     *
     * @param before only those that start before this sequence number
     * @param limit the most to return
     */
    List<StoredCommitment> newestFirst(StreamId stream, long before, int limit);

    /**
     * Reads commitments from the oldest to the newest.
     *
     * @param from only those that start at this sequence number or after it
     * @param limit the most to return
     */
    List<StoredCommitment> oldestFirst(StreamId stream, long from, int limit);

    /**
     * Reads tiles of a commitment's tree in one step.
     *
     * @return those that are there
     */
    List<Tile> tiles(StreamId stream, long sequenceStart, long sequenceEnd, List<TileId> ids);

    /** Sets the state roots of a commitment where they are missing; a state root that is there stays as it is. */
    void fillStateRoots(UUID batchId, Hash prevStateRoot, Hash newStateRoot);

    /** Returns streams with events that are not committed to, at most {@code limit}, those of the oldest events first. */
    List<Backlog> backlogs(int limit);
}
