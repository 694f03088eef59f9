package com.stateset.sequencer.projection.jdbi;

import com.stateset.sequencer.error.ProjectionRefusedException;
import com.stateset.sequencer.projection.ProjectionBuild;
import com.stateset.sequencer.projection.ProjectionBuild.Role;
import com.stateset.sequencer.projection.ProjectionTable;
import java.util.List;
import java.util.Optional;

/**
 * Builds, within a write transaction: making, dropping, promoting and holding them. The databases can undo
 * the making of tables and views, so each of these happens at once or not at all.
 *
 * <p>What makes or removes builds is alone in that: two processes that start the same projection make one
 * build. Those who work on builds go on meanwhile, but for the moment in which their own build is changed.
 *
 * <p>A build that ends leaves its tables behind, unnamed by any view: readers may still have them open.
 * They are dropped later, by {@link ProjectionTables#drop}.
 */
final class ProjectionBuilds {

    private final DialectHandle handle;
    private final ProjectionTables tables;

    ProjectionBuilds(DialectHandle handle) {
        this.handle = handle;
        this.tables = new ProjectionTables(handle);
    }

    List<ProjectionBuild> all() {
        return handle
                .query("select build_id, name, version, role, started_at from projection_builds order by name, role")
                .map((row, context) -> new ProjectionBuild(
                        row.getLong("build_id"),
                        row.getString("name"),
                        row.getInt("version"),
                        Role.valueOf(row.getString("role")),
                        handle.instant(row, "started_at"),
                        List.of()))
                .list()
                .stream()
                .map(this::withTables)
                .toList();
    }

    ProjectionBuild byId(long buildId) {
        return all().stream()
                .filter(build -> build.id() == buildId)
                .findFirst()
                .orElseThrow(() -> new ProjectionRefusedException("the build " + buildId + " is gone"));
    }

    ProjectionBuild add(String name, int version, Role role, List<ProjectionTable> declared) {
        beAlone();
        Optional<ProjectionBuild> there = find(name, role);
        if (there.isPresent() && (role == Role.LIVE || there.get().version() >= version)) {
            return there.get();
        }
        there.ifPresent(this::retire);
        tables.requireFree(name, declared);
        long id = handle.query("""
                        insert into projection_builds (name, version, role, started_at, held_until)
                        values (:name, :version, :role, {now}, {long ago})
                        returning build_id
                        """)
                .bind("name", name)
                .bind("version", version)
                .bind("role", role.name())
                .mapTo(Long.class)
                .one();
        tables.create(id, declared);
        if (role == Role.LIVE) {
            tables.show(id, declared);
        }
        return byId(id);
    }

    void drop(long buildId) {
        beAlone();
        all().stream().filter(build -> build.id() == buildId).forEach(build -> {
            retire(build);
            if (build.role() == Role.LIVE) {
                tables.hide(build.tables());
            }
        });
    }

    ProjectionBuild reset(String name) {
        beAlone();
        ProjectionBuild live = find(name, Role.LIVE)
                .orElseThrow(() -> new ProjectionRefusedException("there is no projection " + name));
        retire(live);
        find(name, Role.NEXT).ifPresent(this::retire);
        return add(name, live.version(), Role.LIVE, live.tables());
    }

    /** Puts a build in the live one's place, if it may take that; false if it may not, or there is no such build. */
    boolean promote(long buildId, boolean despiteParked) {
        beAlone();
        Optional<ProjectionBuild> found = all().stream()
                .filter(build -> build.id() == buildId && build.role() != Role.CHECK)
                .findFirst();
        if (found.isEmpty() || found.get().role() == Role.LIVE) {
            return found.isPresent();
        }
        ProjectionBuild next = found.get();
        Optional<ProjectionBuild> live = find(next.name(), Role.LIVE);
        if (!mayReplace(live, next, despiteParked)) {
            return false;
        }
        live.ifPresent(old -> lockToChange(old.id()));
        lockToChange(next.id());
        // Now that they stand still: are they still as they were?
        boolean replaced = mayReplace(live, next, despiteParked);
        if (replaced) {
            replace(live, next);
        }
        return replaced;
    }

    private boolean mayReplace(Optional<ProjectionBuild> live, ProjectionBuild next, boolean despiteParked) {
        ProjectionParking parking = new ProjectionParking(handle);
        return new ProjectionCheckpoints(handle, next.id()).eventsBehindLive() == 0
                && (despiteParked
                        || live.isEmpty()
                        || parking.count(next.id()) <= parking.count(live.get().id()));
    }

    /** What readers would have to wait for comes last. */
    private void replace(Optional<ProjectionBuild> live, ProjectionBuild next) {
        live.ifPresent(this::retire);
        handle.update("update projection_builds set role = 'LIVE' where build_id = :build")
                .bind("build", next.id())
                .execute();
        live.ifPresent(old -> tables.hide(old.tables().stream()
                .filter(table ->
                        next.tables().stream().noneMatch(now -> now.name().equals(table.name())))
                .toList()));
        tables.show(next.id(), next.tables());
    }

    /** What is under way in the build has ended when this returns, and what comes then will find the build held. */
    void hold(long buildId, long micros) {
        lockToChange(buildId);
        handle.update("""
                        update projection_builds
                        set held_until = {later}
                        where build_id = :build
                        """).bind("micros", micros).bind("build", buildId).execute();
    }

    int resume(String name) {
        return handle.update("""
                        update projection_checkpoints
                        set stopped = null
                        where stopped is not null
                          and build_id in (select build_id from projection_builds where name = :name)
                        """).bind("name", name).execute();
    }

    /** Builds are made and removed one at a time; those who work on builds go on. */
    private void beAlone() {
        handle.dialect().lockBuilds(handle.plain());
    }

    private void lockToChange(long buildId) {
        handle.dialect().lockToChange(handle.plain(), buildId);
    }

    /** Ends a build. Its tables stay until they are no longer read: {@link ProjectionTables#retired}. */
    private void retire(ProjectionBuild build) {
        lockToChange(build.id());
        for (String table : List.of("builds", "workers", "checkpoints", "parked")) {
            handle.update("delete from projection_" + table + " where build_id = :build")
                    .bind("build", build.id())
                    .execute();
        }
    }

    private Optional<ProjectionBuild> find(String name, Role role) {
        return all().stream()
                .filter(build -> build.name().equals(name) && build.role() == role)
                .findFirst();
    }

    private ProjectionBuild withTables(ProjectionBuild build) {
        return new ProjectionBuild(
                build.id(), build.name(), build.version(), build.role(), build.startedAt(), tables.of(build.id()));
    }
}
