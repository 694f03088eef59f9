package com.stateset.sequencer.projection.jdbi;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toUnmodifiableSet;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.projection.spi.Checkpoint;
import com.stateset.sequencer.projection.spi.Claim;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * How far a build is in each stream, within a transaction.
 *
 * <p>A checkpoint is more than a number: the leaf hash of the last event, and the last commitment that
 * covers no later one, say in which history that number was true.
 */
final class ProjectionCheckpoints {

    private static final String SELECT = """
            select tenant_id, store_id, sequence_number, leaf_hash, committed_to, state_root, fence
            from projection_checkpoints join stream_ids using (stream_id)
            """;

    private final DialectHandle handle;
    private final long buildId;

    ProjectionCheckpoints(DialectHandle handle, long buildId) {
        this.handle = handle;
        this.buildId = buildId;
    }

    Map<StreamId, Checkpoint> all() {
        return handle.query(SELECT + "where build_id = :build")
                .bind("build", buildId)
                .map((row, context) -> Map.entry(handle.streamId(row), checkpoint(row)))
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** What a worker holds and may work on. */
    List<Claim> claims(UUID worker) {
        return handle.query(SELECT + "where build_id = :build and worker_id = :worker and stopped is null")
                .bind("build", buildId)
                .bind("worker", handle.bound(worker))
                .map((row, context) ->
                        new Claim(buildId, handle.streamId(row), worker, row.getLong("fence"), checkpoint(row)))
                .list();
    }

    Set<StreamId> behind(UUID worker) {
        return handle.query("""
                        select tenant_id, store_id
                        from projection_checkpoints
                        join stream_heads using (stream_id)
                        join stream_ids using (stream_id)
                        where build_id = :build and worker_id = :worker and stopped is null and head <> sequence_number
                        """)
                .bind("build", buildId)
                .bind("worker", handle.bound(worker))
                .map((row, context) -> handle.streamId(row))
                .collect(toUnmodifiableSet());
    }

    /**
     * A history that has become shorter than the live build's checkpoint cannot be caught up with: its end
     * is enough.
     */
    long eventsBehindLive() {
        return handle.query("""
                        select coalesce(sum(wanted - done), 0)
                        from (
                            select
                                case when there.sequence_number < coalesce(head, 0)
                                    then there.sequence_number
                                    else coalesce(head, 0) end as wanted,
                                coalesce(here.sequence_number, 0) as done
                            from projection_builds next
                            join projection_builds live on live.name = next.name and live.role = 'LIVE'
                            join projection_checkpoints there on there.build_id = live.build_id
                            left join stream_heads heads on heads.stream_id = there.stream_id
                            left join projection_checkpoints here
                                on here.build_id = next.build_id and here.stream_id = there.stream_id
                            where next.build_id = :build) streams
                        where wanted > done
                        """).bind("build", buildId).mapTo(Long.class).one();
    }

    private static Checkpoint checkpoint(ResultSet row) throws SQLException {
        byte[] leafHash = row.getBytes("leaf_hash");
        byte[] stateRoot = row.getBytes("state_root");
        return new Checkpoint(
                row.getLong("sequence_number"),
                leafHash == null ? Hash.ZERO : Hash.of(leafHash),
                row.getLong("committed_to"),
                stateRoot == null ? null : Hash.of(stateRoot));
    }
}
