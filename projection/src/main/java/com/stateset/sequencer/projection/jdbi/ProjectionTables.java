package com.stateset.sequencer.projection.jdbi;

import com.stateset.sequencer.error.ProjectionRefusedException;
import com.stateset.sequencer.projection.ProjectionTable;
import java.util.List;
import java.util.Locale;

/**
 * The tables of builds, and the views through which the live one's are read, within a transaction.
 *
 * <p>A build's table {@code orders} is called {@code p7_orders} in the database, 7 being the build; a view
 * {@code orders} shows the live build's. What a table consists of is kept beside it: so a build can be made
 * anew, or dropped, by a process that does not have the projection's code.
 */
final class ProjectionTables {

    private final DialectHandle handle;

    ProjectionTables(DialectHandle handle) {
        this.handle = handle;
    }

    /** The name that a table of a build has in the database. */
    String nameOf(long buildId, String table) {
        return handle.dialect().tablePrefix() + localName(buildId, table);
    }

    private static String localName(long buildId, String table) {
        return "p" + buildId + "_" + table;
    }

    /** As they were declared, but for whether they are meant to mix streams: that was looked at before they were made. */
    List<ProjectionTable> of(long buildId) {
        return handle.query("""
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
                        row.getString("indexes").lines().toList(),
                        false))
                .list();
    }

    /** Refuses names that another projection's tables have. */
    void requireFree(String projection, List<ProjectionTable> declared) {
        for (ProjectionTable table : declared) {
            handle.query("""
                            select name
                            from projection_tables join projection_builds using (build_id)
                            where table_name = :table and name <> :projection
                            """).bind("table", table.name()).bind("projection", projection).mapTo(String.class).stream()
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
            handle.define(String.format(
                    Locale.ROOT,
                    "create table %s (%s, primary key (%s))",
                    name,
                    table.columns(),
                    String.join(", ", table.key())));
            for (int number = 0; number < table.indexes().size(); number++) {
                handle.define(String.format(
                        Locale.ROOT,
                        "create index %s_i%d on %s (%s)",
                        localName(buildId, table.name()),
                        number,
                        name,
                        table.indexes().get(number)));
            }
        }
    }

    /** The builds that are gone but for their tables. */
    List<Long> retired() {
        return handle.query("""
                        select distinct build_id
                        from projection_tables t
                        where not exists (select 1 from projection_builds b where b.build_id = t.build_id)
                        """).mapTo(Long.class).list();
    }

    /** Drops a build's tables, unless they are being read. */
    int drop(long buildId) {
        letReadersGoFirst();
        of(buildId).forEach(table -> handle.define("drop table if exists " + nameOf(buildId, table.name())));
        return handle.update("delete from projection_tables where build_id = :build")
                .bind("build", buildId)
                .execute();
    }

    /** Lets readers see a build's tables under their plain names. */
    void show(long buildId, List<ProjectionTable> declared) {
        letReadersGoFirst();
        declared.forEach(table -> handle.dialect()
                .replaceView(
                        handle.plain(),
                        handle.dialect().tablePrefix() + table.name(),
                        "select * from " + nameOf(buildId, table.name())));
    }

    void hide(List<ProjectionTable> declared) {
        letReadersGoFirst();
        declared.forEach(
                table -> handle.define("drop view if exists " + handle.dialect().tablePrefix() + table.name()));
    }

    /** For the rest of the transaction. While it waits for a table, new readers of that wait behind it. */
    private void letReadersGoFirst() {
        handle.dialect().letReadersGoFirst(handle.plain());
    }

    private void note(long buildId, int position, ProjectionTable table) {
        handle.update("""
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
