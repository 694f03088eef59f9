package com.stateset.sequencer.sqlite.support;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A row in a database by which it is noticed at the next start that database and write-ahead log do not belong together, or
 * that the log is missing. Of one thread at a time.
 *
 * <h2>How it works</h2>
 *
 * <p>What stands in the database file alone, without its log, and what is read through the log are two versions of the row.
 * They are made to differ for as long as the database is in use:
 *
 * <pre>
 *   arm        armed = the schema's cookie, a new round       in the log
 *   checkpoint                                                copies that into the database file
 *   disarm     armed = 0                                      in the log only, until the next checkpoint
 * </pre>
 *
 * <ul>
 *   <li><b>A copy without its log</b> says that it is armed. With the log it says that it is not, and so does one that was
 *       closed in good order, since the last connection copies the log into the database, whichever program that is. Copies
 *       made by SQLite's backup or {@code VACUUM INTO} are whole, and have another schema cookie.
 *   <li><b>The log of another database</b> shows that one's identity.
 *   <li><b>The log of an older or newer copy of the same database</b> shows another round. A round begins only when the one
 *       before is known to be in the database file ({@code landed}); so the file's round is that of the log, or the one
 *       before, whatever moment a crash has chosen.
 * </ul>
 *
 * <p>The log is copied by others, too, every 16 MiB (see {@link Checkpointer}); then SQLite begins it anew with other numbers in its
 * header (the "salts"). That is looked for after each commit, and the mark is armed again, at most once in a second.
 *
 * <h2>What cannot be noticed</h2>
 *
 * <p>A copy without its log that was made in the second after SQLite began the log anew, or armed while a log was being copied, until that begins anew, or while another program was writing
 * to the file that does not know of the mark; a log of the same round; an older copy that is whole, which looks as if later
 * events had never been. Signed checkpoints that others hold tell that one.
 *
 * <h2>What can race</h2>
 *
 * <p>Other processes may arm and disarm at any time between two statements here: each step is a transaction that reads the row
 * anew. An examination may fall between two rounds of a process that writes; it looks again before it refuses.
 */
final class FileMark {

    private static final Logger LOG = LoggerFactory.getLogger(FileMark.class);
    private static final BusyRetry OPENING = new BusyRetry(Duration.ofSeconds(30));
    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int ROOM = 128 * 1024;

    private final Connection connection;
    private final LogFile log;
    private long knownSalts = -1;
    private long armedAt = System.nanoTime() - INTERVAL_NANOS;

    private FileMark(Connection connection, LogFile log) {
        this.connection = connection;
        this.log = log;
    }

    /**
     * Marks a database as being in use.
     *
     * @param connection one that writes, with transactions of our own; in no transaction
     */
    static FileMark set(Path database, Connection connection, LogFile log) throws SQLException {
        try {
            OPENING.retry(() -> arm(connection, true));
        } catch (SQLException e) {
            if (SqliteFailures.isBusy(e)) {
                throw e;
            }
            // What can be read of a damaged file is to be read.
            LOG.warn("{} could not be marked as being in use", database, e);
        }
        FileMark mark = later(connection, log);
        mark.noteArmed();
        return mark;
    }

    /** A mark that is set by the next {@link #refresh}. */
    static FileMark later(Connection connection, LogFile log) {
        return new FileMark(connection, log);
    }

    /** Marks it again if SQLite has begun the log anew; after a commit. What goes wrong is tried again after the next one. */
    void refresh() {
        try {
            if (log.salts() != knownSalts && System.nanoTime() - armedAt > INTERVAL_NANOS) {
                armedAt = System.nanoTime();
                arm(connection, false);
                noteArmed();
            }
        } catch (SQLException e) {
            LOG.debug("The database was not marked", e);
        }
    }

    /**
     * Takes room in the database, or gives it back, in the transaction that is open: as much as a few groups of events need.
     *
     * @return whether there is a mark
     */
    boolean takeRoom(boolean take) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("update sequencer_file_mark set room = zeroblob(?)")) {
            statement.setInt(1, take ? ROOM : 0);
            return statement.executeUpdate() == 1;
        }
    }

    private void noteArmed() {
        knownSalts = log.salts();
        armedAt = System.nanoTime();
    }

    private static boolean arm(Connection connection, boolean create) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            byte[] round = begin(statement, create);
            boolean landed = isWholeCheckpoint(statement);
            inTransaction(statement, () -> {
                try (PreparedStatement disarm = connection.prepareStatement(
                        "update sequencer_file_mark set armed = 0, landed = landed or (? and round = ?)")) {
                    disarm.setBoolean(1, landed);
                    disarm.setBytes(2, round);
                    return disarm.executeUpdate();
                }
            });
            return true;
        }
    }

    private static byte[] begin(Statement statement, boolean create) throws SQLException {
        return inTransaction(statement, () -> {
            if (create) {
                statement.execute("""
                        create table if not exists sequencer_file_mark (
                            only integer primary key check (only = 1),
                            file blob not null,
                            round blob not null,
                            round_before blob not null,
                            landed integer not null,
                            armed integer not null,
                            room blob not null
                        )
                        """);
                statement.executeUpdate("insert or ignore into sequencer_file_mark"
                        + " values (1, randomblob(16), randomblob(8), x'', 0, 0, x'')");
            }
            statement.executeUpdate("""
                    update sequencer_file_mark set
                        round_before = case when landed then round else round_before end,
                        round = case when landed then randomblob(8) else round end,
                        landed = 0,
                        armed = (select schema_version from pragma_schema_version)
                    """);
            try (ResultSet row = statement.executeQuery("select round from sequencer_file_mark")) {
                return row.next() ? row.getBytes(1) : new byte[0];
            }
        });
    }

    private static boolean isWholeCheckpoint(Statement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery("pragma wal_checkpoint(passive)")) {
            return result.next() && result.getInt(1) == 0 && result.getInt(2) == result.getInt(3);
        }
    }

    private static <T> T inTransaction(Statement statement, BusyRetry.SqlAction<T> work) throws SQLException {
        statement.execute("begin immediate");
        try {
            T result = work.run();
            statement.execute("commit");
            return result;
        } catch (SQLException | RuntimeException e) {
            try {
                statement.execute("rollback");
            } catch (SQLException failed) {
                e.addSuppressed(failed);
            }
            throw e;
        }
    }

    /** Reads the row as this connection sees it; null if there is none. */
    static @Nullable Row read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select hex(file), hex(round), hex(round_before),
                            armed > 0 and armed = (select schema_version from pragma_schema_version)
                        from sequencer_file_mark
                        """)) {
            return row.next() ? new Row(row.getString(1), row.getString(2), row.getString(3), row.getBoolean(4)) : null;
        }
    }

    /**
     * One version of the row.
     *
     * @param file which database it is
     * @param round which of its logs it has seen last
     * @param before the round before
     * @param armed whether the log is needed beside it
     */
    record Row(String file, String round, String before, boolean armed) {

        /** Whether a database file in this state may have a log with that one. */
        boolean belongsTo(Row throughLog) {
            return file.equals(throughLog.file) && (round.equals(throughLog.round) || round.equals(throughLog.before));
        }
    }
}
