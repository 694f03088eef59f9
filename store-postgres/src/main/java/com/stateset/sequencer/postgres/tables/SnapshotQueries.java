package com.stateset.sequencer.postgres.tables;

import java.util.UUID;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** The statements of {@link SnapshotTable}. */
interface SnapshotQueries {

    String LATEST = """
            select position, leaf_hash, state, erasures from sequencer.snapshots
            where snapshot_key = :key and position <= :position
            order by position desc limit 1
            """;

    /** Waits for an append to the stream, which may be an erasure, and holds off the next one. */
    String HOLD = """
            select h.head from sequencer.stream_heads h
            where h.stream_id =
                (select stream_id from sequencer.stream_ids where tenant_id = :tenant and store_id = :store)
            for share
            """;

    String ERASURES = """
            select coalesce(max(e.entity_version), 0) from sequencer.events e
            where e.stream_id =
                    (select stream_id from sequencer.stream_ids where tenant_id = :tenant and store_id = :store)
                and e.entity_key = :log
            """;

    @SqlUpdate("""
            insert into sequencer.snapshots
                (snapshot_key, position, fold, leaf_hash, state, tenant_id, store_id, erasures)
            values (:key, :position, :fold, :leaf, :state, :tenant, :store, :erasures)
            on conflict (snapshot_key, position) do update set leaf_hash = excluded.leaf_hash, state = excluded.state,
                tenant_id = excluded.tenant_id, store_id = excluded.store_id, erasures = excluded.erasures
            """)
    void put(byte[] key, long position, String fold, byte[] leaf, byte[] state, UUID tenant, UUID store, long erasures);

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
