package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.error.ProjectionRefusedException;
import com.stateset.sequencer.projection.ProjectionBuild;
import com.stateset.sequencer.projection.ProjectionBuild.Role;
import com.stateset.sequencer.projection.ProjectionTable;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Builds, on one connection. A database that can undo the making of tables lets all of this happen at once or not at all. */
final class ProjectionBuilds {

    private static final String SELECT = "select build_id, name, version, role, started_at from projection_builds ";

    private final Handle handle;
    private final ProjectionTables tables;

    ProjectionBuilds(Handle handle) {
        this.handle = handle;
        this.tables = new ProjectionTables(handle);
    }

    List<ProjectionBuild> all() {
        return read(SELECT + "order by name, role");
    }

    ProjectionBuild byId(long buildId) {
        return read(SELECT + "where build_id = " + buildId).stream()
                .findFirst()
                .orElseThrow(() -> new ProjectionRefusedException("the build " + buildId + " is gone"));
    }

    ProjectionBuild add(String name, int version, Role role, List<ProjectionTable> declared, long now) {
        Optional<ProjectionBuild> there = find(name, role);
        if (there.isPresent() && (role == Role.LIVE || there.get().version() >= version)) {
            return there.get();
        }
        there.ifPresent(old -> drop(old.id()));
        tables.requireFree(name, declared);
        long id = handle.createUpdate("""
                        insert into projection_builds (name, version, role, started_at, held_until)
                        values (:name, :version, :role, :now, 0)
                        """)
                .bind("name", name)
                .bind("version", version)
                .bind("role", role.name())
                .bind("now", now)
                .executeAndReturnGeneratedKeys("build_id")
                .mapTo(Long.class)
                .one();
        tables.create(id, declared);
        if (role == Role.LIVE) {
            tables.show(id, declared);
        }
        return byId(id);
    }

    boolean drop(long buildId) {
        tables.drop(buildId);
        for (String table : List.of(
                "projection_builds",
                "projection_tables",
                "projection_workers",
                "projection_checkpoints",
                "projection_parked")) {
            handle.createUpdate("delete from " + table + " where build_id = :build")
                    .bind("build", buildId)
                    .execute();
        }
        return true;
    }

    ProjectionBuild reset(String name, long now) {
        ProjectionBuild live = find(name, Role.LIVE)
                .orElseThrow(() -> new ProjectionRefusedException("there is no projection " + name));
        tables.hide(live.tables());
        drop(live.id());
        find(name, Role.NEXT).ifPresent(next -> drop(next.id()));
        return add(name, live.version(), Role.LIVE, live.tables(), now);
    }

    /** Puts a build in the live one's place, if it may take that; false if it may not, or there is no such build. */
    boolean promote(long buildId, boolean whateverIsParked) {
        Optional<ProjectionBuild> found = all().stream()
                .filter(build -> build.id() == buildId && build.role() != Role.CHECK)
                .findFirst();
        if (found.isEmpty() || found.get().role() == Role.LIVE) {
            return found.isPresent();
        }
        ProjectionBuild next = found.get();
        Optional<ProjectionBuild> live = find(next.name(), Role.LIVE);
        if (!mayReplace(live, next, whateverIsParked)) {
            return false;
        }
        live.ifPresent(old -> {
            tables.hide(old.tables());
            drop(old.id());
        });
        handle.createUpdate("update projection_builds set role = 'LIVE' where build_id = :build")
                .bind("build", buildId)
                .execute();
        tables.show(buildId, next.tables());
        return true;
    }

    private boolean mayReplace(Optional<ProjectionBuild> live, ProjectionBuild next, boolean whateverIsParked) {
        ProjectionParking parking = new ProjectionParking(handle);
        return new ProjectionCheckpoints(handle, next.id()).eventsBehindLive() == 0
                && (whateverIsParked
                        || live.isEmpty()
                        || parking.count(next.id()) <= parking.count(live.get().id()));
    }

    int hold(long buildId, long until) {
        return handle.createUpdate("update projection_builds set held_until = :until where build_id = :build")
                .bind("until", until)
                .bind("build", buildId)
                .execute();
    }

    int resume(String name) {
        return handle.createUpdate("""
                        update projection_checkpoints
                        set stopped = null
                        where stopped is not null
                          and build_id in (select build_id from projection_builds where name = :name)
                        """).bind("name", name).execute();
    }

    private Optional<ProjectionBuild> find(String name, Role role) {
        return all().stream()
                .filter(build -> build.name().equals(name) && build.role() == role)
                .findFirst();
    }

    private List<ProjectionBuild> read(String query) {
        return handle.createQuery(query)
                .map((row, context) -> new ProjectionBuild(
                        row.getLong("build_id"),
                        row.getString("name"),
                        row.getInt("version"),
                        Role.valueOf(row.getString("role")),
                        BinaryForm.instant(row.getLong("started_at")),
                        tables.of(row.getLong("build_id"))))
                .list();
    }
}
