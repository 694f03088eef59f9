package com.stateset.sequencer.postgres.read;

import com.stateset.sequencer.postgres.streams.StreamIdMapper;
import com.stateset.sequencer.spi.StreamHead;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/** Reads a stream and its head. */
final class StreamHeadMapper implements RowMapper<StreamHead> {

    @Override
    public StreamHead map(ResultSet row, StatementContext context) throws SQLException {
        return new StreamHead(StreamIdMapper.of(row), row.getLong("head"));
    }
}
