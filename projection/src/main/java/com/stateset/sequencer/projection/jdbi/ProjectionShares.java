package com.stateset.sequencer.projection.jdbi;

import com.stateset.sequencer.projection.spi.Claim;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.statement.Update;

/**
 * Which worker has which streams of a build, within a write transaction.
 *
 * <p>Workers know nothing of each other. Each one that comes counts the streams and the living workers, and
 * then gives back what it has too much, or takes what is free, up to an equal share, rounded up. When all
 * have come twice, the shares are level. A stream is free if no worker has it, or one whose lease has
 * ended; who takes it raises its fence, and from then on the former holder's transactions are refused.
 *
 * <p>Streams that are being worked on at this moment are left alone, where rows are locked one by one: they
 * are dealt with next time. New streams get a checkpoint at the beginning here, once they have an event.
 */
final class ProjectionShares {

    private final DialectHandle handle;
    private final long buildId;
    private final UUID worker;

    ProjectionShares(DialectHandle handle, long buildId, UUID worker) {
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
        update("delete from projection_workers where build_id = :build and worker_id = :worker")
                .execute();
    }

    /** From here on the build does not go away. */
    private boolean isMoving() {
        handle.dialect().lockToWorkOn(handle.plain(), buildId);
        return handle.query("""
                        select 1
                        from projection_builds
                        where build_id = :build and held_until <= {now}
                        """)
                .bind("build", buildId)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    private void signOfLife(long micros) {
        update("""
                        insert into projection_workers (build_id, worker_id, ends_at)
                        values (:build, :worker, {later})
                        on conflict (build_id, worker_id) do update set ends_at = excluded.ends_at
                        """).bind("micros", micros).execute();
        update("""
                        delete from projection_workers
                        where build_id = :build and worker_id in (
                            select worker_id
                            from projection_workers
                            where build_id = :build and ends_at <= {now}
                            {skip locked})
                        """).execute();
    }

    private void addNewStreams() {
        update("""
                        insert into projection_checkpoints (build_id, stream_id)
                        select :build, stream_id
                        from stream_heads h
                        where head > 0 and not exists (
                            select 1
                            from projection_checkpoints known
                            where known.build_id = :build and known.stream_id = h.stream_id)
                        order by stream_id
                        on conflict do nothing
                        """).execute();
    }

    private long held() {
        return count("""
                select count(*)
                from projection_checkpoints
                where build_id = :build and worker_id = :worker and stopped is null
                """);
    }

    /** An equal part, rounded up; all of them where no lease is good any more, not even this worker's, which was slow. */
    private long share() {
        return count("""
                select case when workers > 0 then (streams + workers - 1) / workers else streams end
                from
                    (select count(*) as streams
                    from projection_checkpoints
                    where build_id = :build and stopped is null) s,
                    (select count(*) as workers
                    from projection_workers
                    where build_id = :build and ends_at > {now}) w
                """);
    }

    private void giveBack(long most) {
        update("""
                        update projection_checkpoints
                        set worker_id = null
                        where build_id = :build and stream_id in (
                            select stream_id
                            from projection_checkpoints
                            where build_id = :build and worker_id = :worker
                            order by stream_id desc
                            limit :most
                            {skip locked})
                        """).bind("most", most).execute();
    }

    private void takeFree(long most) {
        update("""
                        update projection_checkpoints
                        set worker_id = :worker, fence = fence + 1
                        where build_id = :build and stream_id in (
                            select stream_id
                            from projection_checkpoints c
                            where build_id = :build
                              and stopped is null
                              and (worker_id is null or not exists (
                                select 1
                                from projection_workers w
                                where w.build_id = :build
                                  and w.worker_id = c.worker_id
                                  and w.ends_at > {now}))
                            limit :most
                            {skip locked})
                        """).bind("most", most).execute();
    }

    private Update update(String sql) {
        return handle.update(sql).bind("build", buildId).bind("worker", handle.bound(worker));
    }

    private long count(String sql) {
        return handle.query(sql)
                .bind("build", buildId)
                .bind("worker", handle.bound(worker))
                .mapTo(Long.class)
                .one();
    }
}
