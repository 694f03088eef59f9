package com.stateset.sequencer.postgres;

import com.stateset.sequencer.projection.spi.Claim;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.Update;

/**
 * Who works on which streams of a build, within a transaction. Streams that somebody works on at this moment are left alone: they
 * are dealt with next time.
 */
final class ProjectionShares {

    private final Handle handle;
    private final long buildId;
    private final UUID worker;

    ProjectionShares(Handle handle, long buildId, UUID worker) {
        this.handle = handle;
        this.buildId = buildId;
        this.worker = worker;
    }

    /**
     * Gives the worker its share.
     *
     * @param micros how long it is taken to be alive from now on
     */
    List<Claim> claim(long micros) {
        if (!isMoving()) {
            return List.of();
        }
        signOfLife(micros);
        addNewStreams();
        long excess = held() - share();
        if (excess > 0) {
            giveBack(excess);
        } else {
            takeFree(-excess);
        }
        return new ProjectionCheckpoints(handle, buildId).claims(worker);
    }

    void leave() {
        giveBack(Long.MAX_VALUE);
        update("delete from sequencer.projection_workers where build_id = :build and worker_id = :worker")
                .execute();
    }

    /** From here on the build does not go away. */
    private boolean isMoving() {
        new BuildLock(handle).toWorkOn(buildId);
        return handle.createQuery("""
                        select 1
                        from sequencer.projection_builds
                        where build_id = :build and held_until <= clock_timestamp()
                        """)
                .bind("build", buildId)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    private void signOfLife(long micros) {
        update("""
                        insert into sequencer.projection_workers (build_id, worker_id, ends_at)
                        values (:build, :worker, clock_timestamp() + :micros * interval '1 microsecond')
                        on conflict (build_id, worker_id) do update set ends_at = excluded.ends_at
                        """).bind("micros", micros).execute();
        update("""
                        delete from sequencer.projection_workers
                        where build_id = :build and worker_id in (
                            select worker_id
                            from sequencer.projection_workers
                            where build_id = :build and ends_at <= clock_timestamp()
                            for update skip locked)
                        """).execute();
    }

    private void addNewStreams() {
        update("""
                        insert into sequencer.projection_checkpoints (build_id, stream_id)
                        select :build, stream_id
                        from sequencer.stream_heads h
                        where head > 0 and not exists (
                            select
                            from sequencer.projection_checkpoints known
                            where known.build_id = :build and known.stream_id = h.stream_id)
                        order by stream_id
                        on conflict do nothing
                        """).execute();
    }

    private long held() {
        return count("""
                select count(*)
                from sequencer.projection_checkpoints
                where build_id = :build and worker_id = :worker and stopped is null
                """);
    }

    /** An equal part, rounded up. */
    private long share() {
        return count("""
                select (streams + workers - 1) / workers
                from
                    (select count(*) as streams
                    from sequencer.projection_checkpoints
                    where build_id = :build and stopped is null) s,
                    (select count(*) as workers
                    from sequencer.projection_workers
                    where build_id = :build and ends_at > clock_timestamp()) w
                """);
    }

    private void giveBack(long most) {
        update("""
                        update sequencer.projection_checkpoints
                        set worker_id = null
                        where build_id = :build and stream_id in (
                            select stream_id
                            from sequencer.projection_checkpoints
                            where build_id = :build and worker_id = :worker
                            order by stream_id desc
                            limit :most
                            for update skip locked)
                        """).bind("most", most).execute();
    }

    private void takeFree(long most) {
        update("""
                        update sequencer.projection_checkpoints
                        set worker_id = :worker, fence = fence + 1
                        where build_id = :build and stream_id in (
                            select stream_id
                            from sequencer.projection_checkpoints c
                            where build_id = :build
                              and stopped is null
                              and (worker_id is null or not exists (
                                select
                                from sequencer.projection_workers w
                                where w.build_id = :build
                                  and w.worker_id = c.worker_id
                                  and w.ends_at > clock_timestamp()))
                            limit :most
                            for update skip locked)
                        """).bind("most", most).execute();
    }

    private Update update(String sql) {
        return handle.createUpdate(sql)
                .configure(SqlStatements.class, statements -> statements.setUnusedBindingAllowed(true))
                .bind("build", buildId)
                .bind("worker", worker);
    }

    private long count(String sql) {
        return handle.createQuery(sql)
                .configure(SqlStatements.class, statements -> statements.setUnusedBindingAllowed(true))
                .bind("build", buildId)
                .bind("worker", worker)
                .mapTo(Long.class)
                .one();
    }
}
