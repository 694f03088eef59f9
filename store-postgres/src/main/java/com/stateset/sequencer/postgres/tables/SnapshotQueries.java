package com.stateset.sequencer.postgres.tables;

import com.stateset.sequencer.postgres.streams.StreamKeys;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** The statements of {@link SnapshotTable}. */
interface SnapshotQueries {

    /** Of a key's few snapshots the latest at or before a position, by the primary key. */
    String LATEST = """
            select position, leaf_hash, state, erasures from sequencer.snapshots
            where snapshot_key = :key and position <= :position
            order by position desc limit 1
            """;

    /** Waits for an append to the stream, which may be an erasure, and holds off the next one. */
    @SqlQuery("select h.head from sequencer.stream_heads h where h.stream_id = " + StreamKeys.OF_NAMED + " for share")
    Optional<Long> hold(UUID tenantId, UUID storeId);

    /** How many erasures the stream has recorded: each is an event of one entity, whose versions count them. */
    @SqlQuery("select coalesce(max(e.entity_version), 0) from sequencer.events e where e.entity_key = :log"
            + " and e.stream_id = " + StreamKeys.OF_NAMED)
    long erasures(UUID log, UUID tenantId, UUID storeId);

    /** Returns 0 if there is one of this key and position; that is neither changed nor locked. */
    @SqlUpdate("""
            insert into sequencer.snapshots
                (snapshot_key, position, fold, leaf_hash, state, tenant_id, store_id, erasures)
            values (:key, :position, :fold, :leaf, :state, :tenantId, :storeId, :erasures)
            on conflict (snapshot_key, position) do nothing
            """)
    int add(
            byte[] key,
            long position,
            String fold,
            byte[] leaf,
            byte[] state,
            UUID tenantId,
            UUID storeId,
            long erasures);

    /** Only with the head in hand, so that no erasure is under way. */
    @SqlUpdate("""
            update sequencer.snapshots set leaf_hash = :leaf, state = :state,
                tenant_id = :tenantId, store_id = :storeId, erasures = :erasures
            where snapshot_key = :key and position = :position
            """)
    void replace(byte[] key, long position, byte[] leaf, byte[] state, UUID tenantId, UUID storeId, long erasures);

    /** Removes what the same transaction has added, before it could be seen. */
    @SqlUpdate("delete from sequencer.snapshots where snapshot_key = :key and position = :position")
    void takeBack(byte[] key, long position);

    /** Removes all but the latest few of a key. */
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
