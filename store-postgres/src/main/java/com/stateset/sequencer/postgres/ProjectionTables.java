package com.stateset.sequencer.postgres;

import com.stateset.sequencer.error.ProjectionRefusedException;
import com.stateset.sequencer.projection.ProjectionTable;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** The tables of builds, and the views through which the live one's are read, on one connection. */
final class ProjectionTables {

    private static final int LONGEST_WAIT_MILLIS = 50;

    private final Handle handle;

    ProjectionTables(Handle handle) {
        this.handle = handle;
    }

    /** The name that a table of a build has in the database. */
    static String nameOf(long buildId, String table) {
        return "projections." + localName(buildId, table);
    }

    private static String localName(long buildId, String table) {
        return "p" + buildId + "_" + table;
    }

    List<ProjectionTable> of(long buildId) {
        return handle.createQuery("""
                        select table_name, columns, key_columns, indexes
                        from sequencer.projection_tables
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
                            from sequencer.projection_tables join sequencer.projection_builds using (build_id)
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
                        .formatted(
                                localName(buildId, table.name()),
                                number,
                                name,
                                table.indexes().get(number)));
            }
        }
    }

    /** The builds that are gone but for their tables. */
    List<Long> retired() {
        return handle.createQuery("""
                        select distinct build_id
                        from sequencer.projection_tables t
                        where not exists (select from sequencer.projection_builds b where b.build_id = t.build_id)
                        """).mapTo(Long.class).list();
    }

    /** Drops a build's tables, unless somebody reads them. */
    int drop(long buildId) {
        letReadersGoFirst();
        of(buildId).forEach(table -> handle.execute("drop table if exists " + nameOf(buildId, table.name())));
        return handle.execute("delete from sequencer.projection_tables where build_id = ?", buildId);
    }

    /** Lets readers see a build's tables under their plain names. */
    void show(long buildId, List<ProjectionTable> declared) {
        letReadersGoFirst();
        declared.forEach(table -> show(table.name(), nameOf(buildId, table.name())));
    }

    /** A view that is replaced keeps its privileges, and other views on it; that needs the same columns, at least. */
    private void show(String view, String shown) {
        String definition = "view projections.%s as select * from %s".formatted(view, shown);
        handle.savepoint("show");
        try {
            handle.execute("create or replace " + definition);
        } catch (UnableToExecuteStatementException e) {
            if (!(e.getCause() instanceof SQLException refused && SqlErrors.isOtherShape(refused))) {
                throw e;
            }
            handle.rollbackToSavepoint("show");
            handle.execute("drop view if exists projections." + view);
            handle.execute("create " + definition);
        }
        handle.releaseSavepoint("show");
    }

    void hide(List<ProjectionTable> declared) {
        letReadersGoFirst();
        declared.forEach(table -> handle.execute("drop view if exists projections." + table.name()));
    }

    /** For the rest of the transaction. While it waits for a table, whoever comes to read that waits behind it. */
    private void letReadersGoFirst() {
        handle.execute("set local lock_timeout = " + LONGEST_WAIT_MILLIS);
    }

    private void note(long buildId, int position, ProjectionTable table) {
        handle.createUpdate("""
                        insert into sequencer.projection_tables (build_id, position, table_name, columns, key_columns, indexes)
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
