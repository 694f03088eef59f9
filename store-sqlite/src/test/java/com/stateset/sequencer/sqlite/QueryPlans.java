package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.sqlite.connection.EventSchema;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import com.stateset.sequencer.sqlite.support.SqliteFile;
import com.stateset.sequencer.tlog.CompactRange;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;

/** What SQLite says it would do for the last statement of a question, in a store in memory that has one stream. */
public final class QueryPlans implements AutoCloseable {

    /** The stream that there is. */
    public static final StreamId STREAM = Samples.STREAM;

    private final Handle handle;
    private String lastStatement = "";

    /** Makes the store. */
    public QueryPlans() throws SQLException {
        Connection connection = SqliteFile.openInMemory();
        EventSchema.SCHEMA.migrate(connection);
        handle = Jdbi.create(connection).open();
        createStream();
        handle.setSqlLogger(new SqlLogger() {
            @Override
            public void logBeforeExecution(StatementContext context) {
                lastStatement = context.getParsedSql().getSql();
            }
        });
    }

    private void createStream() {
        CompactRange tree = CompactRange.EMPTY.appendEntries(List.of(Hash.ZERO));
        handle.execute(
                "insert into stream_ids (stream_id, tenant_id, store_id) values (1, ?, ?)",
                BinaryForm.bytes(STREAM.tenantId()),
                BinaryForm.bytes(STREAM.storeId()));
        handle.execute("""
                insert into stream_heads (stream_id, head, last_sequenced_at, tree_size, right_edge, tree_root)
                values (1, 1, 0, 1, ?, ?)
                """, tree.toByteArray(), tree.root().toByteArray());
    }

    /** Asks a question, and returns the steps of its last statement, one a line. */
    public String of(Consumer<Handle> question) throws SQLException {
        question.accept(handle);
        return of(lastStatement);
    }

    /** Returns the steps of a statement, one a line. */
    public String of(String sql) throws SQLException {
        StringJoiner plan = new StringJoiner("\n");
        try (Statement statement = handle.getConnection().createStatement();
                ResultSet row = statement.executeQuery("explain query plan " + sql)) {
            while (row.next()) {
                plan.add(row.getString("detail"));
            }
        }
        return plan.toString();
    }

    @Override
    public void close() throws SQLException {
        handle.getConnection().close();
    }
}
