package com.stateset.sequencer.postgres.commit;

import com.stateset.sequencer.postgres.rows.Columns;
import com.stateset.sequencer.postgres.streams.StreamIdMapper;
import com.stateset.sequencer.spi.Backlog;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/** Reads what {@link CommitmentQueries#backlogs} returns. */
final class BacklogMapper implements RowMapper<Backlog> {

    @Override
    public Backlog map(ResultSet row, StatementContext context) throws SQLException {
        return new Backlog(
                StreamIdMapper.of(row),
                row.getLong("committed"),
                row.getLong("head"),
                Columns.instant(row, "oldest"),
                Columns.instant(row, "now"));
    }
}
