package com.stateset.sequencer.cli.witness;

import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.sqlite.support.BusyRetry;
import com.stateset.sequencer.sqlite.support.SqliteFailures;
import com.stateset.sequencer.sqlite.support.SqliteFile;
import com.stateset.sequencer.sqlite.support.SqliteSchema;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TreeHead;
import com.stateset.sequencer.witness.WitnessState;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A witness's memory in one SQLite file. One connection, one request at a time; a second process on the same file is safe, since
 * each change is one statement that finds the row as it was read, or does nothing.
 */
final class SqliteWitnessState implements WitnessState, AutoCloseable {

    private static final SqliteSchema SCHEMA = new SqliteSchema(
            SqliteWitnessState.class,
            "com/stateset/sequencer/cli/witness/migration",
            "witness_schema_history",
            List.of("V1__witness.sql"),
            true);
    private static final BusyRetry RETRY = new BusyRetry(Duration.ofSeconds(5));

    private final SqliteFailures failures;
    private final Connection connection;

    private SqliteWitnessState(Path file, Connection connection) {
        this.failures = new SqliteFailures("the witness", file.toString());
        this.connection = connection;
    }

    /**
     * Opens a file, and makes it if there is none.
     *
     * @throws com.stateset.sequencer.error.SequencerException if it cannot be opened, or is not a witness's
     */
    static SqliteWitnessState open(Path file) {
        SqliteFile database = SqliteFile.at(file, SCHEMA);
        try {
            Connection connection = database.openWriter();
            try {
                SCHEMA.migrate(connection);
                return new SqliteWitnessState(file, connection);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException | RuntimeException e) {
            throw new SqliteFailures("the witness", file.toString()).opening(file, e);
        }
    }

    @Override
    public synchronized Optional<Seen> latest(String origin) {
        try {
            return RETRY.retry(() -> find(origin));
        } catch (SQLException e) {
            throw failures.translate(e);
        }
    }

    @Override
    public synchronized boolean advance(Optional<Seen> before, SignedCheckpoint checkpoint) {
        try {
            return RETRY.retry(() -> before.isEmpty() ? insert(checkpoint) : update(before.get(), checkpoint));
        } catch (SQLException e) {
            throw failures.translate(e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new StoreUnavailableException("the witness's file could not be closed", e);
        }
    }

    private Optional<Seen> find(String origin) throws SQLException {
        try (PreparedStatement find =
                connection.prepareStatement("select size, root, note from witnessed_logs where origin = ?")) {
            find.setString(1, origin);
            try (ResultSet row = find.executeQuery()) {
                return row.next()
                        ? Optional.of(
                                new Seen(new TreeHead(row.getLong(1), Hash.of(row.getBytes(2))), row.getString(3)))
                        : Optional.empty();
            }
        }
    }

    private boolean insert(SignedCheckpoint checkpoint) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into witnessed_logs (size, root, note, origin) values (?, ?, ?, ?) on conflict do nothing")) {
            bind(insert, checkpoint);
            return insert.executeUpdate() == 1;
        }
    }

    private boolean update(Seen before, SignedCheckpoint checkpoint) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update witnessed_logs set size = ?, root = ?, note = ? where origin = ? and size = ? and root = ?")) {
            bind(update, checkpoint);
            update.setLong(5, before.head().size());
            update.setBytes(6, before.head().root().toByteArray());
            return update.executeUpdate() == 1;
        }
    }

    private static void bind(PreparedStatement statement, SignedCheckpoint checkpoint) throws SQLException {
        statement.setLong(1, checkpoint.head().size());
        statement.setBytes(2, checkpoint.head().root().toByteArray());
        statement.setString(3, checkpoint.note().toString());
        statement.setString(4, checkpoint.origin());
    }
}
