package com.stateset.sequencer.postgres.tables;

import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.postgres.connection.Database;
import com.stateset.sequencer.postgres.rows.EntityKey;
import com.stateset.sequencer.spi.snapshot.Snapshot;
import com.stateset.sequencer.spi.snapshot.SnapshotStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The latest few snapshots of each key, in {@code snapshots}. Thread-safe. A snapshot carries the leaf of the
 * event it was taken at: whoever uses it compares that with the log, so one from before a restoration is not
 * used. Losing one costs a longer replay.
 *
 * <p><b>Against erasures.</b> A state that does not know of the stream's last erasure is not kept: it may hold what was erased. An
 * erasure takes the stream's head and then deletes the stream's snapshots. So a state is inserted first, which may take its time and
 * locks nothing that an erasure waits for; then the head is held, and the erasures are counted under it. One that was recorded
 * meanwhile is seen now, and the row is taken back before it is ever visible; one that comes later waits, and then sees the row and deletes it. Rows that are
 * there already are changed or deleted only with the head in hand, in the same order as by an erasure.
 */
public final class SnapshotTable implements SnapshotStore {

    private static final int KEPT = 4;

    private final Database database;

    public SnapshotTable(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Snapshot> latest(Snapshot.Key key, long position) {
        return database.read(handle -> handle.createQuery(SnapshotQueries.LATEST)
                .bind("key", key.digest().toByteArray())
                .bind("position", position)
                .map((row, context) -> snapshot(key, row))
                .findOne());
    }

    @Override
    public void put(Snapshot snapshot) {
        database.write(handle -> {
            SnapshotQueries queries = handle.attach(SnapshotQueries.class);
            if (isCurrent(queries, snapshot)) {
                put(queries, snapshot);
            }
            return snapshot;
        });
    }

    private static void put(SnapshotQueries queries, Snapshot snapshot) {
        byte[] key = snapshot.key().digest().toByteArray();
        StreamId stream = snapshot.key().stream();
        byte[] leaf = snapshot.leafHash().toByteArray();
        int added = queries.add(
                key,
                snapshot.position(),
                snapshot.key().fold(),
                leaf,
                snapshot.state(),
                stream.tenantId(),
                stream.storeId(),
                snapshot.erasures());
        Optional<Long> unused = queries.hold(stream.tenantId(), stream.storeId());
        boolean isCurrent = isCurrent(queries, snapshot);
        if (added == 0 && isCurrent) {
            queries.replace(
                    key,
                    snapshot.position(),
                    leaf,
                    snapshot.state(),
                    stream.tenantId(),
                    stream.storeId(),
                    snapshot.erasures());
        }
        if (added > 0 && !isCurrent) {
            queries.takeBack(key, snapshot.position());
        }
        queries.keepLatest(key, KEPT);
    }

    /** Whether the state knows of the stream's last erasure; true for good only while the head is held. */
    private static boolean isCurrent(SnapshotQueries queries, Snapshot snapshot) {
        StreamId stream = snapshot.key().stream();
        return snapshot.erasures() == queries.erasures(EntityKey.of(Erasure.LOG), stream.tenantId(), stream.storeId());
    }

    @Override
    public void discard(String fold) {
        database.write(handle -> {
            handle.attach(SnapshotQueries.class).discard(fold);
            return fold;
        });
    }

    private static Snapshot snapshot(Snapshot.Key key, ResultSet row) throws SQLException {
        return new Snapshot(key, row.getLong(1), Hash.of(row.getBytes(2)), row.getBytes(3), row.getLong(4));
    }
}
