package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.error.ProjectionRefusedException;
import com.stateset.sequencer.projection.ProjectionTable;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The tables of builds, and the views through which the live one's are read, on one connection. */
final class ProjectionTables {

    private final Handle handle;

    ProjectionTables(Handle handle) {
        this.handle = handle;
    }

    /** The name that a table of a build has in the database. */
    static String nameOf(long buildId, String table) {
        return "p" + buildId + "_" + table;
    }

    List<ProjectionTable> of(long buildId) {
        return handle.createQuery("""
                        select table_name, columns, key_columns, indexes
                        from projection_tables
                        where build_id = :build
                        order by position
                        """)
                .bind("build", buildId)
                .map((row, context) -> new ProjectionTable(
                        row.getString("table_name"),
                        row.getString("columns"),
                        List.of(row.getString("key_columns").split(",")),
                        row.getString("indexes").lines().toList()))
                .list();
    }

    /** Refuses names that another projection's tables have. */
    void requireFree(String projection, List<ProjectionTable> declared) {
        for (ProjectionTable table : declared) {
            handle
                    .createQuery("""
                            select name
                            from projection_tables join projection_builds using (build_id)
                            where table_name = :table and name <> :projection
                            """)
                    .bind("table", table.name())
                    .bind("projection", projection)
                    .mapTo(String.class)
                    .stream()
                    .findFirst()
                    .ifPresent(other -> {
                        throw new ProjectionRefusedException(
                                "the projection " + other + " has a table " + table.name() + " already");
                    });
        }
    }

    void create(long buildId, List<ProjectionTable> declared) {
        for (int position = 0; position < declared.size(); position++) {
            ProjectionTable table = declared.get(position);
            note(buildId, position, table);
            String name = nameOf(buildId, table.name());
            handle.execute("create table %s (%s, primary key (%s))"
                    .formatted(name, table.columns(), String.join(", ", table.key())));
            for (int number = 0; number < table.indexes().size(); number++) {
                handle.execute("create index %s_i%d on %s (%s)"
                        .formatted(name, number, name, table.indexes().get(number)));
            }
        }
    }

    void drop(long buildId) {
        of(buildId).forEach(table -> handle.execute("drop table " + nameOf(buildId, table.name())));
    }

    /** Lets readers see a build's tables under their plain names. */
    void show(long buildId, List<ProjectionTable> declared) {
        declared.forEach(table -> handle.execute(
                "create view %s as select * from %s".formatted(table.name(), nameOf(buildId, table.name()))));
    }

    void hide(List<ProjectionTable> declared) {
        declared.forEach(table -> handle.execute("drop view if exists " + table.name()));
    }

    private void note(long buildId, int position, ProjectionTable table) {
        handle.createUpdate("""
                        insert into projection_tables (build_id, position, table_name, columns, key_columns, indexes)
                        values (:build, :position, :table, :columns, :key, :indexes)
                        """)
                .bind("build", buildId)
                .bind("position", position)
                .bind("table", table.name())
                .bind("columns", table.columns())
                .bind("key", String.join(",", table.key()))
                .bind("indexes", String.join("\n", table.indexes()))
                .execute();
    }
}
