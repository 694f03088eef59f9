package com.stateset.sequencer.postgres;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.spi.Backlog;
import com.stateset.sequencer.spi.CommitmentStore;
import com.stateset.sequencer.spi.LeafPage;
import com.stateset.sequencer.spi.StoredCommitment;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The chains of commitments, in {@code commitments}, with their ends in {@code commitment_tips} and their trees in
 * {@code commitment_tiles}. Thread-safe.
 */
final class CommitmentChain implements CommitmentStore {

    private final Database database;
    private final StreamKeys keys;

    CommitmentChain(Database database, StreamKeys keys) {
        this.database = database;
        this.keys = keys;
    }

    @Override
    public LeafPage leaves(StreamId stream, long from, int limit) {
        return read(
                stream,
                new LeafPage(0, new byte[0], true),
                (handle, key) -> LeafReader.read(handle.getConnection(), key, from, limit));
    }

    @Override
    public void putTiles(StreamId stream, long sequenceStart, long sequenceEnd, List<Tile> tiles) {
        if (tiles.isEmpty()) {
            return;
        }
        long key = ensureKey(stream);
        database.write(handle -> {
            new TileTable(handle.getConnection(), key, sequenceStart, sequenceEnd).put(tiles);
            return tiles;
        });
    }

    @Override
    public void dropTiles(StreamId stream, long sequenceStart, long sequenceEnd) {
        database.write(handle -> {
            OptionalLong key = keys.find(handle.getConnection(), stream);
            if (key.isPresent()) {
                handle.attach(CommitmentQueries.class).dropTiles(key.getAsLong(), sequenceStart, sequenceEnd);
            }
            return key;
        });
    }

    @Override
    public boolean publish(Commitment commitment) {
        long key = ensureKey(commitment.stream());
        return database.write(handle -> {
            CommitmentQueries queries = handle.attach(CommitmentQueries.class);
            long start = commitment.sequenceStart();
            long end = commitment.sequenceEnd();
            boolean isNext = (start == 1 ? queries.begin(key, end) : queries.continueFrom(key, start, end)) == 1;
            // Who finds the chain moved on looks again at its last commitment: for ever, if that one is not its end.
            if (isNext ? !insert(queries, key, commitment) : !queries.endsWithLast(key)) {
                throw new StoreFailedException(
                        "the store is damaged: the chain of " + commitment.stream()
                                + " does not end with its last commitment",
                        null);
            }
            return isNext;
        });
    }

    private static boolean insert(CommitmentQueries queries, long key, Commitment commitment) {
        Ed25519Signature signature = commitment.signature();
        return queries.insert(
                        key,
                        commitment.sequenceStart(),
                        commitment.sequenceEnd(),
                        commitment.batchId(),
                        commitment.vesVersion(),
                        commitment.merkleRoot().toByteArray(),
                        commitment.prevStateRoot().toByteArray(),
                        commitment.newStateRoot().toByteArray(),
                        commitment.committedAt(),
                        commitment.sequencerKeyVersion(),
                        signature == null ? null : signature.toByteArray())
                == 1;
    }

    @Override
    public Optional<StoredCommitment> last(StreamId stream) {
        return query(stream, Optional.empty(), CommitmentQueries::last);
    }

    @Override
    public Optional<StoredCommitment> find(UUID batchId) {
        return database.read(handle -> handle.attach(CommitmentQueries.class).find(batchId));
    }

    @Override
    public Optional<StoredCommitment> covering(StreamId stream, long sequenceNumber) {
        Optional<StoredCommitment> found =
                query(stream, Optional.empty(), (queries, key) -> queries.lastFromBefore(key, sequenceNumber));
        return found.filter(commitment -> sequenceNumber <= commitment.sequenceEnd());
    }

    @Override
    public List<StoredCommitment> newestFirst(StreamId stream, long before, int limit) {
        return query(stream, List.of(), (queries, key) -> queries.newestFirst(key, before, limit));
    }

    @Override
    public List<StoredCommitment> oldestFirst(StreamId stream, long from, int limit) {
        return query(stream, List.of(), (queries, key) -> queries.oldestFirst(key, from, limit));
    }

    @Override
    public List<Tile> tiles(StreamId stream, long sequenceStart, long sequenceEnd, List<TileId> ids) {
        return read(
                stream,
                List.of(),
                (handle, key) -> new TileTable(handle.getConnection(), key, sequenceStart, sequenceEnd).find(ids));
    }

    @Override
    public void fillStateRoots(UUID batchId, Hash prevStateRoot, Hash newStateRoot) {
        database.write(handle -> {
            handle.attach(CommitmentQueries.class)
                    .fillStateRoots(batchId, prevStateRoot.toByteArray(), newStateRoot.toByteArray());
            return batchId;
        });
    }

    @Override
    public List<Backlog> backlogs(int limit) {
        return database.read(handle -> handle.attach(CommitmentQueries.class).backlogs(limit));
    }

    private <T> T query(StreamId stream, T ifUnknown, Query<CommitmentQueries, T> query) {
        return read(stream, ifUnknown, (handle, key) -> query.run(handle.attach(CommitmentQueries.class), key));
    }

    private <T> T read(StreamId stream, T ifUnknown, Query<Handle, T> query) {
        return database.read(handle -> {
            OptionalLong key = keys.find(handle.getConnection(), stream);
            return key.isEmpty() ? ifUnknown : query.run(handle, key.getAsLong());
        });
    }

    private long ensureKey(StreamId stream) {
        OptionalLong key = findKey(stream);
        if (key.isEmpty()) {
            database.write(handle -> StreamKeys.make(handle.getConnection(), List.of(stream)));
            key = findKey(stream);
        }
        return key.orElseThrow();
    }

    private OptionalLong findKey(StreamId stream) {
        return database.read(handle -> keys.find(handle.getConnection(), stream));
    }

    private interface Query<S, T> {
        T run(S source, long key) throws SQLException;
    }
}
