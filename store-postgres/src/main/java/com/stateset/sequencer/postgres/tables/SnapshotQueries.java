package com.stateset.sequencer.postgres.tables;

import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** The statements of {@link SnapshotTable}. */
interface SnapshotQueries {

    String LATEST = """
            select position, leaf_hash, state from sequencer.snapshots
            where snapshot_key = :key and position <= :position
            order by position desc limit 1
            """;

    @SqlUpdate("""
            insert into sequencer.snapshots (snapshot_key, position, fold, leaf_hash, state)
            values (:key, :position, :fold, :leaf, :state)
            on conflict (snapshot_key, position) do update set leaf_hash = excluded.leaf_hash, state = excluded.state
            """)
    void put(byte[] key, long position, String fold, byte[] leaf, byte[] state);

    @SqlUpdate("""
            delete from sequencer.snapshots
            where snapshot_key = :key and position not in (
                select position from sequencer.snapshots where snapshot_key = :key
                order by position desc limit :kept
            )
            """)
    void keepLatest(byte[] key, int kept);

    @SqlUpdate("delete from sequencer.snapshots where fold = :fold")
    void discard(String fold);
}
