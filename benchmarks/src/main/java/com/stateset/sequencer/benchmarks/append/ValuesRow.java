package com.stateset.sequencer.benchmarks.append;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A single event as one statement that moves the head and inserts the row, in a transaction of its own: one round trip. */
record ValuesRow(BareRow row) implements BareBatch {

    private static final List<BareColumn> INSERTED = BareColumn.ALL.stream()
            .filter(column -> !column.name().equals("sequence_number"))
            .toList();

    private static final String INSERT = "with moved as (update bare.stream_heads set head = head + 1,"
            + " last_sequenced_at = now() where stream_id = ? returning stream_id, head)"
            + " insert into bare.events (stream_id, sequenced_at, sequence_number"
            + String.join(
                    "", INSERTED.stream().map(column -> ", " + column.name()).toList())
            + ") select stream_id, now(), head"
            + ", ?".repeat(INSERTED.size()) + " from moved";

    static ValuesRow of(List<BareRow> rows) {
        if (rows.size() != 1) {
            throw new IllegalArgumentException("a statement has one row, not " + rows.size());
        }
        return new ValuesRow(rows.get(0));
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public void append(BareSession session, long stream) throws SQLException {
        session.connection().setAutoCommit(true);
        insert(session, stream, 0);
    }

    /** The statement itself says where the head is. */
    @Override
    public void insert(BareSession session, long stream, long head) throws SQLException {
        PreparedStatement insert = session.statement(INSERT);
        insert.setLong(1, stream);
        int next = 2;
        for (BareColumn column : INSERTED) {
            bind(insert, next++, column.kind(), column.value().apply(row));
        }
        insert.executeUpdate();
    }

    private static void bind(PreparedStatement insert, int position, BareColumn.Kind kind, @Nullable Object value)
            throws SQLException {
        switch (kind) {
            case BIGINT, INTEGER, SMALLINT -> insert.setObject(position, value, Types.BIGINT);
            case UUID -> insert.setObject(position, (UUID) value, Types.OTHER);
            case TEXT -> insert.setString(position, (String) value);
            case BYTEA -> insert.setBytes(position, (byte[]) value);
        }
    }
}
