package com.stateset.sequencer.sqlite.commit;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.spi.Backlog;
import com.stateset.sequencer.spi.CommitmentStore;
import com.stateset.sequencer.spi.LeafPage;
import com.stateset.sequencer.spi.StoredCommitment;
import com.stateset.sequencer.sqlite.connection.SqliteDatabase;
import com.stateset.sequencer.sqlite.read.SqliteEventQueries;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The tables of commitments. Reads go beside the writer; writes are small, so that appends never wait for
 * long. Thread-safe.
 *
 * <p>A tree is put down before the commitment it is for, under the range it covers, in as many transactions
 * as it needs. Nothing reads it until {@link #publish} has put the commitment into the chain, in one small
 * transaction that checks that it continues it. A process that dies between the two leaves tiles that are
 * overwritten by the next attempt at that range, or dropped.
 *
 * <p><b>What can race.</b> Two processes may build the tree over the same range: both write the same
 * bytes, since the leaves are the same, and one of them gets its commitment into the chain. Two that
 * build different ranges from the same end do not meet before {@link #publish}, where the second finds
 * that its range no longer continues the chain. A tree that lost is dropped by its owner; {@link
 * #dropTiles} spares what has been published meanwhile.
 *
 * <p><b>What must hold.</b> A commitment that is in the chain has its tiles complete: they were
 * committed in earlier transactions of the same file. The first begins at event 1, each later one at the
 * event after the end of the one before, and its previous state root is that one's new state root.
 */
public final class SqliteCommitments implements CommitmentStore {

    /** 128 KiB: about what an append of a hundred events writes. */
    private static final int TILES_PER_WRITE = 16;

    /** Removing a tile writes far less than putting it down. */
    private static final int TILES_PER_REMOVAL = 256;

    private final SqliteDatabase database;

    public SqliteCommitments(SqliteDatabase database) {
        this.database = database;
    }

    /** Reads leaves, packed, up to the stream's head as it was at the beginning. */
    @Override
    public LeafPage leaves(StreamId stream, long from, int limit) {
        return database.read(handle -> SqliteEventQueries.of(handle, stream)
                .map(queries -> queries.leaves(from, limit))
                .orElseGet(() -> new LeafPage(0, new byte[0], true)));
    }

    /** Each piece is a transaction, so that appends wait for a piece and not for a tree. */
    @Override
    public void putTiles(StreamId stream, long sequenceStart, long sequenceEnd, List<Tile> tiles) {
        for (int first = 0; first < tiles.size(); first += TILES_PER_WRITE) {
            List<Tile> some = tiles.subList(first, Math.min(first + TILES_PER_WRITE, tiles.size()));
            database.write(session -> {
                long streamKey = session.streams().key(stream);
                return new SqliteTileTable(session.handle(), streamKey, sequenceStart, sequenceEnd).put(some);
            });
        }
    }

    /**
     * Goes on until a piece comes back short; a piece at a time, so that appends get their turn between
     * two.
     */
    @Override
    public void dropTiles(StreamId stream, long sequenceStart, long sequenceEnd) {
        int removed;
        do {
            removed = database.write(session -> {
                long streamKey = session.streams().key(stream);
                return new SqliteTileTable(session.handle(), streamKey, sequenceStart, sequenceEnd)
                        .removeUnlessPublished(TILES_PER_REMOVAL);
            });
        } while (removed == TILES_PER_REMOVAL);
    }

    /** Checks and inserts in one transaction: no other publication can come between. */
    @Override
    public boolean publish(Commitment commitment) {
        return database.write(session -> {
            Optional<StoredCommitment> last = new CommitmentTable(session.handle()).last(commitment.stream());
            if (!continues(commitment, last)) {
                return false;
            }
            new CommitmentTable(session.handle()).insert(session.streams().key(commitment.stream()), commitment);
            return true;
        });
    }

    /**
     * Whether a commitment is the next link of the chain; without a last one, it must begin at event 1
     * with the root of nothing.
     */
    private static boolean continues(Commitment commitment, Optional<StoredCommitment> last) {
        long end = last.map(StoredCommitment::sequenceEnd).orElse(0L);
        // Empty if the last one's state root is missing: such a chain cannot be continued.
        Optional<Hash> stateRoot =
                last.isPresent() ? Optional.ofNullable(last.get().newStateRoot()) : Optional.of(Hash.ZERO);
        return commitment.sequenceStart() == end + 1 && stateRoot.equals(Optional.of(commitment.prevStateRoot()));
    }

    @Override
    public Optional<StoredCommitment> last(StreamId stream) {
        return database.read(handle -> new CommitmentTable(handle).last(stream));
    }

    @Override
    public Optional<StoredCommitment> find(UUID batchId) {
        return database.read(handle -> new CommitmentTable(handle).find(batchId));
    }

    @Override
    public Optional<StoredCommitment> covering(StreamId stream, long sequenceNumber) {
        return database.read(handle -> new CommitmentTable(handle).covering(stream, sequenceNumber));
    }

    @Override
    public List<StoredCommitment> newestFirst(StreamId stream, long before, int limit) {
        return database.read(handle -> new CommitmentTable(handle).newestFirst(stream, before, limit));
    }

    @Override
    public List<StoredCommitment> oldestFirst(StreamId stream, long from, int limit) {
        return database.read(handle -> new CommitmentTable(handle).oldestFirst(stream, from, limit));
    }

    @Override
    public List<Tile> tiles(StreamId stream, long sequenceStart, long sequenceEnd, List<TileId> ids) {
        return database.read(handle -> SqliteTileTable.read(handle, stream, sequenceStart, sequenceEnd, ids));
    }

    @Override
    public void fillStateRoots(UUID batchId, Hash prevStateRoot, Hash newStateRoot) {
        database.write(
                session -> new CommitmentTable(session.handle()).fillStateRoots(batchId, prevStateRoot, newStateRoot));
    }

    @Override
    public List<Backlog> backlogs(int limit) {
        return database.read(handle -> new CommitmentTable(handle).backlogs(limit, database.now()));
    }
}
