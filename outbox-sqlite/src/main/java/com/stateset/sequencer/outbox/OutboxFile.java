package com.stateset.sequencer.outbox;

import com.stateset.sequencer.error.StoreFailedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;

/** An outbox's place, and how connections to it are set up. */
final class OutboxFile {

    /** Long enough for another process to bring a new file's schema into being. */
    private static final Patience OPENING = new Patience(Duration.ofSeconds(30));

    private static final Duration READERS_WAIT = Duration.ofSeconds(5);
    private static final int CACHE_KIB = 8 * 1024;
    /** Fewer, larger checkpoints: pages that are written again and again are copied to the file once. 16 MiB. */
    private static final int CHECKPOINT_PAGES = 4000;

    private final Path path;

    private OutboxFile(Path path) {
        this.path = path;
    }

    /**
     * Names a file.
     *
     * @throws StoreFailedException if there cannot be one at {@code path}
     */
    static OutboxFile at(Path path) {
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
        return new OutboxFile(absolute);
    }

    boolean exists() {
        return Files.exists(path);
    }

    /** Opens a connection that writes; it creates the file if there is none, and makes it a write-ahead one. */
    Connection openWriter() throws SQLException {
        return OPENING.retry(this::tryOpenWriter);
    }

    /** Opens a connection that only reads. */
    Connection openReader() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout((int) READERS_WAIT.toMillis());
        return config.createConnection(url());
    }

    private Connection tryOpenWriter() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(0);
        config.setSynchronous(SynchronousMode.FULL);
        // On macOS, nothing less reaches the disk; elsewhere it means nothing.
        config.enableFullSync(true);
        config.setCacheSize(-CACHE_KIB);
        config.setWalAutocheckpoint(CHECKPOINT_PAGES);
        Connection connection = config.createConnection(url());
        try {
            // First, so that nothing of a newer version's file is changed.
            Schema.requireKnown(connection, this);
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
            if (!result.getString(1).equals("wal")) {
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
