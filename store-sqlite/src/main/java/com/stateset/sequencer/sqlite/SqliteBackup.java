package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.sqlite.connection.EventSchema;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import com.stateset.sequencer.sqlite.support.BusyRetry;
import com.stateset.sequencer.sqlite.support.SqliteFailures;
import com.stateset.sequencer.sqlite.support.SqliteFile;
import com.stateset.sequencer.tlog.TreeHead;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/**
 * Copies of an event file, and what must be known before one takes another's place. Nothing here opens a store: no schema is brought up
 * to date, and a file that is only read is left as it is. Thread-safe; without state.
 *
 * <h2>Why a file is not copied byte by byte</h2>
 *
 * <p>The last events of a store that is open are in its write-ahead log; the file alone is an older state of it, and issues the numbers of
 * what it lacks again. A copy here is made by {@code VACUUM INTO}: one reading transaction of SQLite, which sees the file and its log
 * as they are at one moment, while writers go on. SQLite's page-by-page backup begins anew at each commit of another process, and may
 * never end beside a busy one. A copy also has no free pages, so that nothing of what was deleted or overwritten is in it. While it is
 * made the log cannot be begun anew, and grows by what is written.
 *
 * <h2>What a copy is</h2>
 *
 * <p>An event store of the same schema version, in SQLite's rollback mode: whole without a file beside it, and readable from a place that
 * cannot be written to. The first {@link SqliteEventStore#open} makes it a write-ahead one again. It has the identity and the public
 * keys of the sequencer, and everything that was signed; private keys are not in a database. Whether its events are those that
 * were signed is not looked at here: an audit of each stream does that.
 *
 * <h2>What can race</h2>
 *
 * <ul>
 *   <li>Writers while a copy is made: the copy has what was committed before it began, and nothing of what came later.
 *   <li>A server that starts while its file is being replaced: {@link #hold} has the file locked from before its heads are compared
 *       until another one is in its place. A program that opens it meanwhile waits, opens the path anew, and finds the other one.
 * </ul>
 */
public final class SqliteBackup {

    /** Another process that only looks, or is about to end, is waited for; one that serves is not. */
    private static final BusyRetry OTHERS = new BusyRetry(Duration.ofSeconds(2));

    private static final BusyRetry READING = new BusyRetry(Duration.ofSeconds(10));

    private SqliteBackup() {}

    /**
     * Copies a database as it is at one moment, while others write to it. The copy is one file, whole without anything beside it, and on the
     * disk when this returns.
     *
     * @param target an empty file, with the mode that the copy is to have
     * @throws StoreFailedException if {@code database} lacks its write-ahead log, is damaged, or is not an event store's; what
     *     is in {@code target} then is worthless
     * @throws StoreUnavailableException if the disk is full, or cannot be written to; likewise
     */
    public static void copy(Path database, Path target) {
        reading(database, connection -> {
            try (PreparedStatement statement = connection.prepareStatement("vacuum into ?")) {
                statement.setString(1, target.toAbsolutePath().toString());
                return statement.executeUpdate();
            }
        });
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (IOException e) {
            throw new StoreUnavailableException(target + " cannot be written to the disk", e);
        }
    }

    /**
     * Returns where the streams of a database end, in the order of their ids, at one moment. A stream that has no events is left out. The
     * roots are those that the writer has stored; nothing is computed of the events.
     *
     * @throws StoreFailedException if it lacks its write-ahead log, is damaged, or is not an event store's
     * @throws StoreUnavailableException if it cannot be read just now
     */
    public static List<StreamTip> tips(Path database) {
        return reading(database, SqliteBackup::tips);
    }

    /**
     * Which version of the schema a database has, and the newest that is known here.
     *
     * @param found the database's
     * @param newest the newest
     */
    public record SchemaVersion(int found, int newest) {}

    /** Returns the version of a database's schema. Throws as {@link #tips} does. */
    public static SchemaVersion schemaVersion(Path database) {
        return reading(database, connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet newest = statement.executeQuery(
                            "select max(cast(version as integer)) from " + EventSchema.SCHEMA.history())) {
                newest.next();
                return new SchemaVersion(newest.getInt(1), EventSchema.SCHEMA.version());
            }
        });
    }

    /**
     * Counts the events of all streams at one moment, and returns those that have more or fewer than their head says, in a sentence
     * each. Throws as {@link #tips} does.
     */
    public static List<String> miscounted(Path database) {
        return reading(database, connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("""
                            select tenant_id, store_id, coalesce(head, 0) as head, coalesce(events, 0) as events
                            from stream_ids
                            left join stream_heads using (stream_id)
                            left join (select stream_id, count(*) as events from events group by stream_id)
                                using (stream_id)
                            where coalesce(head, 0) <> coalesce(events, 0)
                            order by tenant_id, store_id
                            """)) {
                List<String> sentences = new ArrayList<>();
                while (rows.next()) {
                    sentences.add("stream " + BinaryForm.streamId(rows) + " has " + rows.getLong("events")
                            + " events, and its head is " + rows.getLong("head"));
                }
                return sentences;
            }
        });
    }

    /**
     * Takes a database for itself, and copies what is in its write-ahead log into it. Other connections, of this process and of others,
     * are refused or wait until it is let go of. It is in SQLite's rollback mode then, and has no file beside it, so that it can be
     * renamed; a store that opens it makes it a write-ahead one again.
     *
     * @throws StoreUnavailableException if another process has it open
     * @throws StoreFailedException as {@link #tips} does
     */
    public static Held hold(Path database) {
        SqliteFile.requireWhole(database);
        try {
            return OTHERS.retry(() -> tryHold(database));
        } catch (SQLException e) {
            if (SqliteFailures.isBusy(e)) {
                throw new StoreUnavailableException(
                        database + " is in use: a server runs on it, or another program has it open", e);
            }
            throw EventSchema.FAILURES.translate(e);
        }
    }

    private static Held tryHold(Path database) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(0);
        Connection connection = config.createConnection(SqliteFile.url(database.toAbsolutePath()));
        try (Statement statement = connection.createStatement()) {
            EventSchema.SCHEMA.requireOurs(connection, database);
            // Refused while another connection has it open. It takes the log into the file, and deletes it.
            statement.execute("pragma journal_mode = delete");
            statement.execute("begin exclusive");
            return new Held(connection);
        } catch (SQLException | SequencerException e) {
            connection.close();
            throw e;
        }
    }

    private static List<StreamTip> tips(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select tenant_id, store_id, head, "
                        + (hasTrees(connection) ? "tree_size, tree_root" : "0, null") + """
                         from stream_ids join stream_heads using (stream_id)
                        where head > 0
                        order by tenant_id, store_id
                        """)) {
            List<StreamTip> tips = new ArrayList<>();
            while (rows.next()) {
                tips.add(tip(rows));
            }
            return tips;
        }
    }

    private static StreamTip tip(ResultSet row) throws SQLException {
        long head = row.getLong(3);
        byte[] root = row.getBytes(5);
        boolean complete = row.getLong(4) == head && root != null && root.length == Hash.LENGTH;
        return new StreamTip(
                BinaryForm.streamId(row),
                head,
                complete ? Optional.of(new TreeHead(head, Hash.of(root))) : Optional.empty());
    }

    private static boolean hasTrees(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "select 1 from pragma_table_info('stream_heads') where name = 'tree_size'")) {
            return found.next();
        }
    }

    private static <T> T reading(Path database, Question<T> question) {
        if (!Files.isRegularFile(database)) {
            throw new StoreFailedException("there is no file " + database, null);
        }
        SqliteFile.requireWhole(database);
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(0);
        try (Connection connection = config.createConnection(SqliteFile.url(database.toAbsolutePath()))) {
            return READING.retry(() -> {
                EventSchema.SCHEMA.requireOurs(connection, database);
                if (!EventSchema.SCHEMA.isPresent(connection)) {
                    throw new StoreFailedException(database + " holds no event store", null);
                }
                return question.ask(connection);
            });
        } catch (SQLException e) {
            throw EventSchema.FAILURES.translate(e);
        }
    }

    /** Something to ask a connection that reads. */
    @FunctionalInterface
    private interface Question<T> {

        T ask(Connection connection) throws SQLException;
    }

    /** A database that no other connection can open. Closing lets go of it. For one thread. */
    public static final class Held implements AutoCloseable {

        private final Connection connection;

        private Held(Connection connection) {
            this.connection = connection;
        }

        /** Returns where its streams end, in the order of their ids; it cannot change any more. */
        public List<StreamTip> tips() {
            try {
                return SqliteBackup.tips(connection);
            } catch (SQLException e) {
                throw EventSchema.FAILURES.translate(e);
            }
        }

        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                throw EventSchema.FAILURES.translate(e);
            }
        }
    }
}
