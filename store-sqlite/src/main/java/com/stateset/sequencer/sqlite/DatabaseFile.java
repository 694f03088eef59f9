package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;

/** A database's place, and how connections to it are set up. */
final class DatabaseFile {

    /** Long enough for another process to bring a new file's schema into being. */
    private static final Patience OPENING = new Patience(Duration.ofSeconds(30));

    private static final Duration READERS_WAIT = Duration.ofSeconds(5);
    private static final int CACHE_KIB = 16 * 1024;
    /** Fewer, larger checkpoints: pages that are written again and again are copied to the file once. 16 MiB. */
    private static final int CHECKPOINT_PAGES = 4000;
    /** What the log beside the file shrinks to after a checkpoint, should it ever have grown larger. */
    private static final int LOG_FILE_LIMIT = 64 * 1024 * 1024;

    private final Path path;

    private DatabaseFile(Path path) {
        this.path = path;
    }

    /**
     * Names a database.
     *
     * @throws StoreFailedException if there cannot be a database file at {@code path}
     */
    static DatabaseFile at(Path path) {
        Path absolute = path.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null || Files.isDirectory(absolute)) {
            throw new StoreFailedException(absolute + " is a folder, not a file", null);
        }
        if (!Files.isDirectory(folder)) {
            throw new StoreFailedException("the folder " + folder + " does not exist", null);
        }
        // The folder too: SQLite keeps its log beside the file.
        if (!Files.isWritable(folder) || (Files.exists(absolute) && !Files.isWritable(absolute))) {
            throw new StoreFailedException("there is no permission to write to " + absolute, null);
        }
        return new DatabaseFile(absolute);
    }

    /**
     * Opens a connection that writes; it creates the file if there is none, and makes it a write-ahead one.
     *
     * @throws StoreFailedException if the file is not one of ours, or of a newer version
     */
    Connection openWriter() throws SQLException {
        return OPENING.retry(this::tryOpenWriter);
    }

    /** Opens connections that only read. */
    DataSource readers() {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout((int) READERS_WAIT.toMillis());
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl(url());
        return source;
    }

    /**
     * Returns if the file is still where it was opened; SQLite itself would go on with a deleted one.
     *
     * @throws StoreUnavailableException if it is gone
     */
    void requirePresent() {
        if (!Files.exists(path)) {
            throw new StoreUnavailableException("the event file " + path + " is gone", null);
        }
    }

    /** Opens a database that lives in memory, and as long as this connection to it. */
    static Connection openInMemory() throws SQLException {
        Connection connection = new SQLiteConfig().createConnection("jdbc:sqlite::memory:");
        ManualTransactions.enable(connection);
        return connection;
    }

    private Connection tryOpenWriter() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(0);
        config.setSynchronous(SynchronousMode.FULL);
        // On macOS, nothing less reaches the disk; elsewhere it means nothing.
        config.enableFullSync(true);
        config.setCacheSize(-CACHE_KIB);
        config.setWalAutocheckpoint(CHECKPOINT_PAGES);
        config.setJournalSizeLimit(LOG_FILE_LIMIT);
        Connection connection = config.createConnection(url());
        try {
            // First, so that nothing of another program's database is changed.
            Schema.requireOurs(connection, this);
            writeAhead(connection);
            ManualTransactions.enable(connection);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private void writeAhead(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                var result = statement.executeQuery("pragma journal_mode = wal")) {
            result.next();
            String mode = result.getString(1);
            if (!mode.equals("wal")) {
                throw new StoreFailedException(
                        "the file system of " + path + " does not carry a write-ahead log", null);
            }
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }

    /** A {@code file:} URI, so that no character of the path means anything to the driver. */
    private String url() {
        return "jdbc:sqlite:file://" + path.toUri().getRawPath();
    }
}
