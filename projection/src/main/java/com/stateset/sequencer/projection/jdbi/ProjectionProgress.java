package com.stateset.sequencer.projection.jdbi;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.projection.ProjectionBuild;
import com.stateset.sequencer.projection.ProjectionStatus;
import com.stateset.sequencer.projection.ProjectionStatus.StoppedStream;
import java.time.Instant;
import java.util.List;

/**
 * How far all builds have come, within a transaction. Counts of events are sums of heads and checkpoints:
 * no event is read.
 */
final class ProjectionProgress {

    private final DialectHandle handle;

    ProjectionProgress(DialectHandle handle) {
        this.handle = handle;
    }

    List<ProjectionStatus> read() {
        return new ProjectionBuilds(handle).all().stream().map(this::of).toList();
    }

    long applied(String name, StreamId stream) {
        return handle.query("""
                        select sequence_number
                        from projection_builds
                        join projection_checkpoints using (build_id)
                        join stream_ids using (stream_id)
                        where name = :name and role = 'LIVE' and tenant_id = :tenant and store_id = :store
                        """)
                .bind("name", name)
                .bind("tenant", handle.bound(stream.tenantId()))
                .bind("store", handle.bound(stream.storeId()))
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }

    private ProjectionStatus of(ProjectionBuild build) {
        return new ProjectionStatus(
                build,
                ask("select count(*) from stream_heads where head > 0", build),
                ask("select coalesce(sum(head), 0) from stream_heads", build),
                ask("""
                        select coalesce(sum(sequence_number), 0)
                        from projection_checkpoints
                        where build_id = :build
                        """, build),
                ask("select count(*) from projection_parked where build_id = :build", build),
                stopped(build),
                (int) ask("""
                        select count(*)
                        from projection_workers
                        where build_id = :build and ends_at > {now}
                        """, build),
                now());
    }

    private Instant now() {
        return handle.query("select {now} as now")
                .map((row, context) -> handle.instant(row, "now"))
                .one();
    }

    private long ask(String question, ProjectionBuild build) {
        return handle.query(question)
                .bind("build", build.id())
                .mapTo(Long.class)
                .one();
    }

    private List<StoppedStream> stopped(ProjectionBuild build) {
        return handle.query("""
                        select tenant_id, store_id, sequence_number, stopped
                        from projection_checkpoints join stream_ids using (stream_id)
                        where build_id = :build and stopped is not null
                        order by tenant_id, store_id
                        """)
                .bind("build", build.id())
                .map((row, context) -> new StoppedStream(
                        handle.streamId(row), row.getLong("sequence_number"), row.getString("stopped")))
                .list();
    }
}
