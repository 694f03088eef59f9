package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.projection.ProjectionBuild;
import com.stateset.sequencer.projection.ProjectionStatus;
import com.stateset.sequencer.projection.ProjectionStatus.StoppedStream;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatements;

/** How far all builds have come, on one connection. */
final class ProjectionProgress {

    private final Handle handle;
    private final long now;

    ProjectionProgress(Handle handle, long now) {
        this.handle = handle;
        this.now = now;
    }

    List<ProjectionStatus> read() {
        return new ProjectionBuilds(handle).all().stream().map(this::of).toList();
    }

    long applied(String name, StreamId stream) {
        return handle.createQuery("""
                        select sequence_number
                        from projection_builds
                        join projection_checkpoints using (build_id)
                        join stream_ids using (stream_id)
                        where name = :name and role = 'LIVE' and tenant_id = :tenant and store_id = :store
                        """)
                .bind("name", name)
                .bind("tenant", BinaryForm.bytes(stream.tenantId()))
                .bind("store", BinaryForm.bytes(stream.storeId()))
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }

    private ProjectionStatus of(ProjectionBuild build) {
        return new ProjectionStatus(
                build,
                ask("select count(*) from stream_heads", build),
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
                        where build_id = :build and ends_at > :now
                        """, build),
                BinaryForm.instant(now));
    }

    private long ask(String question, ProjectionBuild build) {
        return handle.createQuery(question)
                .configure(SqlStatements.class, statements -> statements.setUnusedBindingAllowed(true))
                .bind("build", build.id())
                .bind("now", now)
                .mapTo(Long.class)
                .one();
    }

    private List<StoppedStream> stopped(ProjectionBuild build) {
        return handle.createQuery("""
                        select tenant_id, store_id, sequence_number, stopped
                        from projection_checkpoints join stream_ids using (stream_id)
                        where build_id = :build and stopped is not null
                        order by tenant_id, store_id
                        """)
                .bind("build", build.id())
                .map((row, context) -> new StoppedStream(
                        BinaryForm.streamId(row), row.getLong("sequence_number"), row.getString("stopped")))
                .list();
    }
}
