package com.stateset.sequencer.postgres.streams;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.rows.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/** Reads a stream's name from {@code tenant_id} and {@code store_id}. Without state; thread-safe. */
public final class StreamIdMapper implements RowMapper<StreamId> {

    /** The same outside of Jdbi, for a row the cursor stands on. */
    public static StreamId of(ResultSet row) throws SQLException {
        return new StreamId(Columns.uuid(row, "tenant_id"), Columns.uuid(row, "store_id"));
    }

    @Override
    public StreamId map(ResultSet row, StatementContext context) throws SQLException {
        return of(row);
    }
}
