package com.stateset.sequencer.outbox.transactional;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.StreamId;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * SQLite: its one writer at a time gives the order of commits for nothing. The relay must not be that writer while it sends, or the
 * application would wait for the log; so it claims the file by an exclusive lock on another one beside it, {@code …-relay}, an empty
 * database, which the operating system lets go when the process ends, however it ends. One relay at a time is at work on a file.
 */
final class SqliteOutboxDialect implements TransactionalDialect {

    private static final int BUSY = 5;
    private static final int LOCKED = 6;
    private static final int READ_ONLY = 8;
    private static final int PRIMARY_CODE = 0xff;

    @Override
    public String script() {
        return "sqlite.sql";
    }

    @Override
    public String now() {
        return "cast(unixepoch('subsec') * 1000 as integer)";
    }

    @Override
    public Object bound(UUID uuid) {
        return ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    @Override
    public @Nullable UUID uuid(ResultSet row, String column) throws SQLException {
        byte[] bytes = row.getBytes(column);
        if (bytes == null) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    @Override
    public void begin(Connection connection) {}

    /** Finding out by the script costs no more. */
    @Override
    public boolean hasTables(Connection connection) {
        return false;
    }

    /**
     * The one writer at a time is alone; a driver waits for its turn as long as its busy timeout says, but only with a
     * transaction's first statement: once it has read, another's change fails it at once. So the column, which tables of
     * an earlier version do not have, is added before anything is read. If that fails, it counts only if there is still no
     * such column afterwards: the table may be new, or another process may have been first.
     */
    @Override
    public void createTables(Connection connection, SchemaScript script) throws SQLException {
        @Nullable SQLException failure = addTags(connection);
        script.run();
        if (failure != null && !hasTags(connection)) {
            throw failure;
        }
    }

    private static @Nullable SQLException addTags(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("alter table sequencer_transactional_outbox add column tags text");
            return null;
        } catch (SQLException e) {
            return e;
        }
    }

    private static boolean hasTags(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet column = statement.executeQuery(
                        "select 1 from pragma_table_info('sequencer_transactional_outbox') where name = 'tags'")) {
            return column.next();
        }
    }

    @Override
    public void lockEntities(Connection connection, StreamId stream, Set<EntityRef> entities) {}

    @Override
    public void requireClaimable(Connection connection) throws SQLException {
        file(connection);
    }

    @Override
    public @Nullable StreamClaim tryClaim(Connection connection, StreamId stream) throws SQLException {
        Connection lock = DriverManager.getConnection("jdbc:sqlite:" + file(connection) + "-relay");
        try (Statement statement = lock.createStatement()) {
            statement.execute("pragma busy_timeout = 0");
            statement.execute("begin exclusive");
            return lock::close;
        } catch (SQLException e) {
            lock.close();
            if (isTransient(e)) {
                return null;
            }
            throw e;
        }
    }

    /** The claim is the file's beside it, so that the transaction can end. */
    @Override
    public void readDone(Connection connection) throws SQLException {
        connection.commit();
    }

    /** A statement that writes takes the write lock, also if it finds nothing. */
    @Override
    public void beginWrite(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("update sequencer_transactional_outbox set state = state where place < 0");
        }
    }

    /** Which it says in words only, one way or the other of those that read and that insert. */
    @Override
    public boolean isMissingColumn(SQLException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("no such column") || message.contains("has no column named");
    }

    @Override
    public boolean isReadOnly(SQLException failure) {
        return (failure.getErrorCode() & PRIMARY_CODE) == READ_ONLY;
    }

    @Override
    public boolean isTransient(SQLException failure) {
        int code = failure.getErrorCode() & PRIMARY_CODE;
        return code == BUSY || code == LOCKED;
    }

    @CanIgnoreReturnValue
    private static String file(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("pragma database_list")) {
            while (rows.next()) {
                String file = rows.getString("file");
                if ("main".equals(rows.getString("name")) && file != null && !file.isEmpty()) {
                    return file;
                }
            }
        }
        throw new IllegalStateException("a transactional outbox on SQLite needs a database in a file");
    }
}
