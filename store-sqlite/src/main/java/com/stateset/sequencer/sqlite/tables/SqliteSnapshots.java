package com.stateset.sequencer.sqlite.tables;

import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.snapshot.Snapshot;
import com.stateset.sequencer.spi.snapshot.SnapshotStore;
import com.stateset.sequencer.sqlite.connection.SqliteDatabase;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The table of snapshots: the latest few of each key, since one for an earlier position may be asked for.
 * Thread-safe.
 *
 * <p>Snapshots can always be made again from events, so nothing depends on them: one that is missing costs
 * time only.
 *
 * <p>Two writers of one key and position store the same state, unless they run different code of the
 * same fold; then the later one stays. Each write is one small transaction that also removes what is too
 * old, and is refused if the stream has had an erasure that the state does not know of: the state may
 * hold what was erased.
 *
 * <p><b>What can race</b> is an erasure, which deletes the stream's snapshots in the transaction that records it. A state that
 * was folded before and is put after would bring back what was erased. So the insert itself counts the erasures, the records in
 * the stream's own {@linkplain com.stateset.sequencer.event.Erasure#LOG log of them}: writers come one after the other, so it
 * either comes before the erasure, and is deleted by it, or after, and finds one more than the state knows of.
 */
public final class SqliteSnapshots implements SnapshotStore {

    private static final int KEPT = 4;

    private final SqliteDatabase database;

    public SqliteSnapshots(SqliteDatabase database) {
        this.database = database;
    }

    /** Whether the state fits the log is the caller's to see: it has the leaf of the event that it was taken at. */
    @Override
    public Optional<Snapshot> latest(Snapshot.Key key, long position) {
        return database.read(handle -> handle.createQuery("""
                        select position, leaf_hash, state, erasures from snapshots
                        where snapshot_key = :key and position <= :position
                        order by position desc limit 1
                        """)
                .bind("key", key.digest().toByteArray())
                .bind("position", position)
                .map((row, context) -> snapshot(key, row))
                .findOne());
    }

    @Override
    public void put(Snapshot snapshot) {
        byte[] key = snapshot.key().digest().toByteArray();
        database.write(session -> {
            session.handle()
                    .createUpdate("""
                            insert into snapshots
                                (snapshot_key, position, fold, leaf_hash, state, tenant_id, store_id, erasures)
                            select :key, :position, :fold, :leaf, :state, :tenant, :store, :erasures
                            where :erasures = coalesce((
                                select max(e.entity_version) from stream_ids i join events e using (stream_id)
                                where i.tenant_id = :tenant and i.store_id = :store
                                    and e.entity_type = :logType and e.entity_id = :logId
                            ), 0)
                            on conflict do update set leaf_hash = excluded.leaf_hash, state = excluded.state,
                                tenant_id = excluded.tenant_id, store_id = excluded.store_id,
                                erasures = excluded.erasures
                            """)
                    .bind("key", key)
                    .bind("position", snapshot.position())
                    .bind("fold", snapshot.key().fold())
                    .bind("leaf", snapshot.leafHash().toByteArray())
                    .bind("state", snapshot.state())
                    .bind("tenant", BinaryForm.bytes(snapshot.key().stream().tenantId()))
                    .bind("store", BinaryForm.bytes(snapshot.key().stream().storeId()))
                    .bind("erasures", snapshot.erasures())
                    .bind("logType", Erasure.LOG.type())
                    .bind("logId", Erasure.LOG.id())
                    .execute();
            return session.handle()
                    .createUpdate("""
                            delete from snapshots where snapshot_key = :key and position not in (
                                select position from snapshots where snapshot_key = :key
                                order by position desc limit :kept
                            )
                            """)
                    .bind("key", key)
                    .bind("kept", KEPT)
                    .execute();
        });
    }

    /** All at once, under the writer's lock: a fold is discarded when its code has changed, which is seldom. */
    @Override
    public void discard(String fold) {
        database.write(session -> session.handle()
                .createUpdate("delete from snapshots where fold = :fold")
                .bind("fold", fold)
                .execute());
    }

    private static Snapshot snapshot(Snapshot.Key key, ResultSet row) throws SQLException {
        return new Snapshot(key, row.getLong(1), Hash.of(row.getBytes(2)), row.getBytes(3), row.getLong(4));
    }
}
