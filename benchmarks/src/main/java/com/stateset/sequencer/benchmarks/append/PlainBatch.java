package com.stateset.sequencer.benchmarks.append;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * Rows as the arrays of Java values that JDBC takes.
 *
 * @param size how many rows
 * @param columns one array per column
 */
record PlainBatch(int size, List<Object[]> columns) implements BareBatch {

    private static final String INSERT = "insert into bare.events (stream_id, sequenced_at, "
            + BareColumn.list(BareColumn::name) + ") select ?, now(), "
            + BareColumn.list(
                    column -> column.name().equals("sequence_number") ? "? + r.sequence_number" : "r." + column.name())
            + " from unnest(" + BareColumn.list(column -> "?::" + column.kind().arrayType() + "[]") + ") as r ("
            + BareColumn.list(BareColumn::name) + ")";

    static PlainBatch of(List<BareRow> rows) {
        return new PlainBatch(
                rows.size(),
                BareColumn.ALL.stream().map(column -> values(column, rows)).toList());
    }

    @Override
    public void insert(BareSession session, long stream, long head) throws SQLException {
        PreparedStatement insert = session.statement(INSERT);
        int next = 1;
        insert.setLong(next++, stream);
        insert.setLong(next++, head);
        for (int i = 0; i < columns.size(); i++) {
            String type = BareColumn.ALL.get(i).kind().arrayType();
            insert.setArray(next++, session.connection().createArrayOf(type, columns.get(i)));
        }
        insert.executeUpdate();
    }

    /** In arrays of the exact type, which the driver sends in binary where it can. */
    private static Object[] values(BareColumn column, List<BareRow> rows) {
        return rows.stream()
                .map(column.value())
                .toArray(
                        switch (column.kind()) {
                            case BIGINT, INTEGER, SMALLINT -> Long[]::new;
                            case UUID -> UUID[]::new;
                            case TEXT -> String[]::new;
                            case BYTEA -> byte[][]::new;
                        });
    }
}
