package com.stateset.sequencer.benchmarks.append;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.core.BaseConnection;
import org.postgresql.jdbc.PgArray;

/**
 * Rows as arrays in PostgreSQL's binary form.
 *
 * @param size how many rows
 * @param columns one encoded array per column
 */
record TunedBatch(int size, List<byte[]> columns) implements BareBatch {

    private static final String INSERT = "insert into bare.events (stream_id, sequenced_at, "
            + BareColumn.list(BareColumn::name) + ") select ?, now(), "
            + BareColumn.list(
                    column -> column.name().equals("sequence_number") ? "? + r.sequence_number" : "r." + column.name())
            + " from (select "
            + BareColumn.list(column -> "unnest(?::" + column.kind().arrayType() + "[]) as " + column.name())
            + ") r";

    static TunedBatch of(List<BareRow> rows) {
        return new TunedBatch(
                rows.size(),
                BareColumn.ALL.stream().map(column -> encode(column, rows)).toList());
    }

    @Override
    public void insert(BareSession session, long stream, long head) throws SQLException {
        PreparedStatement insert = session.statement(INSERT);
        BaseConnection connection = session.connection().unwrap(BaseConnection.class);
        int next = 1;
        insert.setLong(next++, stream);
        insert.setLong(next++, head);
        for (int i = 0; i < columns.size(); i++) {
            int oid = BareColumn.ALL.get(i).kind().arrayOid();
            insert.setArray(next++, new PgArray(connection, oid, columns.get(i)));
        }
        insert.executeUpdate();
    }

    /** A column without values travels as an empty array, which yields nulls in a select list. */
    private static byte[] encode(BareColumn column, List<BareRow> rows) {
        BareBinaryForm array = new BareBinaryForm();
        boolean empty = rows.stream().map(column.value()).allMatch(value -> value == null);
        array.int32(empty ? 0 : 1).int32(0).int32(column.kind().elementOid());
        if (!empty) {
            array.int32(rows.size()).int32(1);
            rows.forEach(
                    row -> array.field(column.kind(), Long.BYTES, column.value().apply(row)));
        }
        return array.toByteArray();
    }
}
