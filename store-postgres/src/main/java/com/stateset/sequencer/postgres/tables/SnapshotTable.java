package com.stateset.sequencer.postgres.tables;

import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.postgres.connection.Database;
import com.stateset.sequencer.postgres.rows.EntityKey;
import com.stateset.sequencer.spi.Snapshot;
import com.stateset.sequencer.spi.SnapshotStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The latest few snapshots of each key, in {@code snapshots}. Thread-safe. A snapshot carries the leaf of the
 * event it was taken at: whoever uses it compares that with the log, so one from before a restoration is not
 * used. One that does not know of the stream's last erasure is not kept. Losing one costs a longer replay.
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
        byte[] key = snapshot.key().digest().toByteArray();
        StreamId stream = snapshot.key().stream();
        database.write(handle -> {
            if (!isCurrent(handle, stream, snapshot.erasures())) {
                return snapshot;
            }
            SnapshotQueries queries = handle.attach(SnapshotQueries.class);
            queries.put(
                    key,
                    snapshot.position(),
                    snapshot.key().fold(),
                    snapshot.leafHash().toByteArray(),
                    snapshot.state(),
                    stream.tenantId(),
                    stream.storeId(),
                    snapshot.erasures());
            queries.keepLatest(key, KEPT);
            return snapshot;
        });
    }

    @Override
    public void discard(String fold) {
        database.write(handle -> {
            handle.attach(SnapshotQueries.class).discard(fold);
            return fold;
        });
    }

    /** Whether a state knows of all erasures, which stays so until the transaction ends. */
    private static boolean isCurrent(Handle handle, StreamId stream, long erasures) {
        List<Long> unused = handle.createQuery(SnapshotQueries.HOLD)
                .bind("tenant", stream.tenantId())
                .bind("store", stream.storeId())
                .mapTo(Long.class)
                .list();
        return erasures
                == handle.createQuery(SnapshotQueries.ERASURES)
                        .bind("tenant", stream.tenantId())
                        .bind("store", stream.storeId())
                        .bind("log", EntityKey.of(Erasure.LOG))
                        .mapTo(Long.class)
                        .one();
    }

    private static Snapshot snapshot(Snapshot.Key key, ResultSet row) throws SQLException {
        return new Snapshot(key, row.getLong(1), Hash.of(row.getBytes(2)), row.getBytes(3), row.getLong(4));
    }
}
