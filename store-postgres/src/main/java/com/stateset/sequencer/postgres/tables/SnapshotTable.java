package com.stateset.sequencer.postgres.tables;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.postgres.connection.Database;
import com.stateset.sequencer.spi.Snapshot;
import com.stateset.sequencer.spi.SnapshotStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The latest few snapshots of each key, in {@code snapshots}. Thread-safe. A snapshot carries the leaf of the
 * event it was taken at: whoever uses it compares that with the log, so one from before a restoration is not
 * used. Losing one costs a longer replay.
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
        database.write(handle -> {
            SnapshotQueries queries = handle.attach(SnapshotQueries.class);
            queries.put(
                    key,
                    snapshot.position(),
                    snapshot.key().fold(),
                    snapshot.leafHash().toByteArray(),
                    snapshot.state());
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

    private static Snapshot snapshot(Snapshot.Key key, ResultSet row) throws SQLException {
        return new Snapshot(key, row.getLong(1), Hash.of(row.getBytes(2)), row.getBytes(3));
    }
}
