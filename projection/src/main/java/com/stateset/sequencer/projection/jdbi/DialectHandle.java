package com.stateset.sequencer.projection.jdbi;

import com.stateset.sequencer.event.StreamId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.Update;

/**
 * A connection within a transaction, and how its database is spoken to. For one thread, and no longer than
 * the transaction.
 *
 * @param plain the connection
 * @param dialect what its database says differently
 */
record DialectHandle(Handle plain, ProjectionDialect dialect) {

    Query query(String sql) {
        return bound(plain.createQuery(dialect.template().translate(sql)));
    }

    Update update(String sql) {
        return bound(plain.createUpdate(dialect.template().translate(sql)));
    }

    /** Executes a statement that is not one of many of its form: its text is not kept. */
    void define(String sql) {
        plain.execute(sql);
    }

    Object bound(UUID uuid) {
        return dialect.bound(uuid);
    }

    UUID uuid(ResultSet row, String column) throws SQLException {
        return dialect.uuid(row, column);
    }

    Instant instant(ResultSet row, String column) throws SQLException {
        return dialect.instant(row, column);
    }

    StreamId streamId(ResultSet row) throws SQLException {
        return new StreamId(uuid(row, "tenant_id"), uuid(row, "store_id"));
    }

    private <S extends SqlStatement<S>> S bound(S statement) {
        return statement
                .configure(SqlStatements.class, statements -> statements.setUnusedBindingAllowed(true))
                .bind("now", dialect.now());
    }
}
