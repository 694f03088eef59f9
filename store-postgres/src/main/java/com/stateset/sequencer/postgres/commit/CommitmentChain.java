package com.stateset.sequencer.postgres.commit;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.Tile;
import com.stateset.sequencer.merkle.TileId;
import com.stateset.sequencer.postgres.connection.Database;
import com.stateset.sequencer.postgres.streams.StreamKeys;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.spi.Backlog;
import com.stateset.sequencer.spi.CommitmentStore;
import com.stateset.sequencer.spi.LeafPage;
import com.stateset.sequencer.spi.StoredCommitment;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * The chains of commitments, in {@code commitments}, with their ends in {@code commitment_tips} and their trees
 * in {@code commitment_tiles}. Thread-safe.
 *
 * <p><b>Compare-and-set.</b> A commitment to {@code start..end} is published by moving its stream's tip from
 * {@code start - 1} to {@code end}; the first one makes the tip, which is not there. Of several processes that
 * built a commitment to the same events, or to overlapping ranges, the tip lets one through: the others wait
 * for its row, look at it again, find it elsewhere, and are told so. They read the chain's last commitment and
 * go on from there. Tip and commitment are one transaction, so the chain has no gaps, no overlaps and no
 * branches. No head is locked, and an append never waits for a commitment.
 *
 * <p><b>What must hold.</b> The tip is where the last commitment ends. If it is not, somebody has changed the
 * tables by hand or restored one of them: then whoever is told to look again would do so for ever, so a
 * publication that fails checks it, and says that the store is damaged.
 *
 * <p><b>Trees.</b> Tiles are put down under their range, before there is a commitment to it, in as many
 * transactions as it takes. Processes that build the same range put down the same tiles: a tile is a function
 * of the leaves, so it does not matter whose stays. Tiles of a range that is not published are inert and may be
 * dropped; of one that is, {@link #dropTiles} drops none.
 *
 * <p><b>Reading</b> goes by names of streams, in single statements. What is published does not change, but for
 * state roots that are filled in where an older writer left them out, with values that depend on nothing but
 * the chain. What is asked for each proof, the commitment and the tiles of its tree, is read by plain JDBC
 * without a transaction around it: a tile is there before its commitment and stays, and the handle, the proxy and
 * the parsed statement that Jdbi makes for each call took three quarters of a proof's time over HTTP.
 */
public final class CommitmentChain implements CommitmentStore {

    /** The last commitment that begins at an event or before it; it need not reach as far. */
    private static final String LAST_FROM_BEFORE =
            CommitmentQueries.SELECT + "where i.stream_id = " + StreamKeys.OF_NEXT + """
             and c.sequence_start <= ?
            order by c.sequence_start desc limit 1
            """;

    private final Database database;

    public CommitmentChain(Database database) {
        this.database = database;
        database.register(new CommitmentMapper(), new BacklogMapper());
    }

    @Override
    public LeafPage leaves(StreamId stream, long from, int limit) {
        return database.read(handle -> LeafReader.read(handle.getConnection(), stream, from, limit));
    }

    @Override
    public void putTiles(StreamId stream, long sequenceStart, long sequenceEnd, List<Tile> tiles) {
        if (tiles.isEmpty()) {
            return;
        }
        database.write(handle -> {
            ensureKey(handle, stream);
            new TileTable(handle.getConnection(), stream, sequenceStart, sequenceEnd).put(tiles);
            return tiles;
        });
    }

    @Override
    public void dropTiles(StreamId stream, long sequenceStart, long sequenceEnd) {
        database.write(handle -> {
            handle.attach(CommitmentQueries.class).dropTiles(stream, sequenceStart, sequenceEnd);
            return stream;
        });
    }

    @Override
    public boolean publish(Commitment commitment) {
        return database.write(handle -> {
            long key = ensureKey(handle, commitment.stream());
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

    /**
     * Stores the commitment behind the tip that was moved for it; false if there is one already, which the tip
     * should have known of.
     */
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
        return query(queries -> queries.last(stream));
    }

    @Override
    public Optional<StoredCommitment> find(UUID batchId) {
        return query(queries -> queries.find(batchId));
    }

    @Override
    public Optional<StoredCommitment> covering(StreamId stream, long sequenceNumber) {
        return database.readAtOnce(connection -> lastFromBefore(connection, stream, sequenceNumber))
                .filter(commitment -> sequenceNumber <= commitment.sequenceEnd());
    }

    private static Optional<StoredCommitment> lastFromBefore(
            Connection connection, StreamId stream, long sequenceNumber) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(LAST_FROM_BEFORE)) {
            select.setObject(1, stream.tenantId());
            select.setObject(2, stream.storeId());
            select.setLong(3, sequenceNumber);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(CommitmentMapper.of(row)) : Optional.empty();
            }
        }
    }

    @Override
    public List<StoredCommitment> newestFirst(StreamId stream, long before, int limit) {
        return query(queries -> queries.newestFirst(stream, before, limit));
    }

    @Override
    public List<StoredCommitment> oldestFirst(StreamId stream, long from, int limit) {
        return query(queries -> queries.oldestFirst(stream, from, limit));
    }

    @Override
    public List<Tile> tiles(StreamId stream, long sequenceStart, long sequenceEnd, List<TileId> ids) {
        return database.readAtOnce(
                connection -> new TileTable(connection, stream, sequenceStart, sequenceEnd).find(ids));
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
        return query(queries -> queries.backlogs(limit));
    }

    private <T> T query(Function<CommitmentQueries, T> query) {
        return database.read(handle -> query.apply(handle.attach(CommitmentQueries.class)));
    }

    private static long ensureKey(Handle handle, StreamId stream) throws SQLException {
        return Objects.requireNonNull(StreamKeys.ensureInTransaction(handle.getConnection(), List.of(stream))
                .get(stream));
    }
}
