package com.stateset.sequencer.projection.jdbi;

import com.stateset.sequencer.projection.Difference;
import com.stateset.sequencer.projection.ProjectionTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.Query;

/**
 * The rows of two builds side by side, within a transaction that sees both at one moment.
 *
 * <p>The database compares whole rows as sets, each table's against the other's, and names the first key
 * that differs; that row is then read from both. Column types without equality (PostgreSQL's {@code json})
 * cannot be compared, and are refused by the database.
 */
final class ProjectionComparison {

    private final DialectHandle handle;
    private final long liveId;
    private final long rebuiltId;
    private final ProjectionTables names;

    ProjectionComparison(DialectHandle handle, long liveId, long rebuiltId) {
        this.handle = handle;
        this.liveId = liveId;
        this.rebuiltId = rebuiltId;
        this.names = new ProjectionTables(handle);
    }

    /** Finds the first difference in these tables. */
    Optional<Difference> first(List<ProjectionTable> tables) {
        return tables.stream().map(this::first).flatMap(Optional::stream).findFirst();
    }

    private Optional<Difference> first(ProjectionTable table) {
        String live = names.nameOf(liveId, table.name());
        String rebuilt = names.nameOf(rebuiltId, table.name());
        String key = String.join(", ", table.key());
        return handle.plain()
                .createQuery(String.format(Locale.ROOT, """
                        select %1$s
                        from (
                            select * from (select * from %2$s except select * from %3$s) a
                            union all
                            select * from (select * from %3$s except select * from %2$s) b) c
                        order by %1$s
                        limit 1
                        """, key, live, rebuilt))
                .mapToMap()
                .findOne()
                .map(differing -> new Difference(
                        table.name(), asText(differing), row(live, table, differing), row(rebuilt, table, differing)));
    }

    private Optional<Map<String, String>> row(String physical, ProjectionTable table, Map<String, Object> key) {
        List<String> conditions = table.key().stream()
                .map(column -> column + " is not distinct from :" + column)
                .toList();
        Query query =
                handle.plain().createQuery("select * from " + physical + " where " + String.join(" and ", conditions));
        key.forEach(query::bind);
        return query.mapToMap().findOne().map(ProjectionComparison::asText);
    }

    private static Map<String, String> asText(Map<String, Object> row) {
        Map<String, String> text = new LinkedHashMap<>();
        row.forEach((column, value) -> text.put(column, String.valueOf(value)));
        return text;
    }
}
