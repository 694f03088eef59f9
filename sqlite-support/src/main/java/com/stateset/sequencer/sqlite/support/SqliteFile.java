package com.stateset.sequencer.sqlite.support;

import com.stateset.sequencer.error.StoreFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/** A database's place, and how connections to it are set up. Immutable; its string is the absolute path. */
public final class SqliteFile {

    /** Long enough for another process to bring a new file's schema into being. */
    private static final BusyRetry OPENING = new BusyRetry(Duration.ofSeconds(30));

    private static final Duration READERS_WAIT = Duration.ofSeconds(5);
    private static final int CACHE_KIB = 16 * 1024;
    /** What the log beside the file shrinks to after a checkpoint, should it ever have grown larger. */
    private static final int LOG_FILE_LIMIT = 64 * 1024 * 1024;

    private final Path path;
    private final SqliteSchema schema;

    private SqliteFile(Path path, SqliteSchema schema) {
        this.path = path;
        this.schema = schema;
    }

    /**
     * Names a database that holds, or is to hold, tables of ours.
     *
     * @throws StoreFailedException if there cannot be a database file at {@code path}
     */
    public static SqliteFile at(Path path, SqliteSchema schema) {
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
        return new SqliteFile(absolute, schema);
    }

    /** Whether the file is there. */
    public boolean exists() {
        return Files.exists(path);
    }

    Path path() {
        return path;
    }

    /**
     * Opens a connection that writes durably, with {@linkplain ManualTransactions transactions of our own};
     * it creates the file if there is none, for its owner only, and makes it a write-ahead one; SQLite gives
     * what it keeps beside the file the same mode. The schema is not brought up to date.
     *
     * @throws StoreFailedException if the file is not one of ours, or of a newer version, or if the
     *     write-ahead log that belongs to it is missing, or another is there
     */
    public Connection openWriter() throws SQLException {
        FileExamination.require(path, url());
        createIfMissing();
        return OPENING.retry(this::tryOpenWriter);
    }

    /**
     * Returns if a database has the write-ahead log that belongs to it, as far as that shows. Changes nothing, and takes no permission
     * to write.
     *
     * @throws StoreFailedException if it lacks its log, or has another's, or the log lacks its database
     */
    public static void requireWhole(Path path) {
        FileExamination.require(path.toAbsolutePath(), url(path.toAbsolutePath()));
    }

    /** Names a database for the driver: a {@code file:} URI, so that no character of the path means anything to it. */
    public static String url(Path path) {
        return "jdbc:sqlite:file://" + path.toUri().getRawPath();
    }

    /** Opens a connection that only reads. */
    public Connection openReader() throws SQLException {
        return readers().getConnection();
    }

    /** Opens connections that only read. */
    public DataSource readers() {
        return readers(() -> {});
    }

    /**
     * Opens connections that only read, of a file that is open for writing.
     *
     * @param place where it stands: another file is not opened instead
     */
    public DataSource readers(FilePlace place) {
        return readers(place::require);
    }

    private DataSource readers(Runnable check) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout((int) READERS_WAIT.toMillis());
        SQLiteDataSource source = new CheckedDataSource(config, check);
        source.setUrl(url());
        return source;
    }

    /** Opens a connection for checkpoints of a file that is open for writing. Of a file that is gone, it does not make another one. */
    Connection openForCheckpoints() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setSynchronous(SynchronousMode.FULL);
        config.enableFullSync(true);
        return config.createConnection(url());
    }

    /** Opens a database that lives in memory, and as long as this connection to it. */
    public static Connection openInMemory() throws SQLException {
        Connection connection = new SQLiteConfig().createConnection("jdbc:sqlite::memory:");
        ManualTransactions.enable(connection);
        return connection;
    }

    /** SQLite would create it with whichever mode the process leaves to files. It takes an empty file for a new database. */
    private void createIfMissing() {
        try {
            if (!exists()) {
                Files.createFile(path, ownerOnly());
            }
        } catch (IOException e) {
            // Another process may have been faster.
            if (!exists()) {
                throw new StoreFailedException("the file " + path + " cannot be created", e);
            }
        }
    }

    private FileAttribute<?>[] ownerOnly() {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private Connection tryOpenWriter() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(0);
        config.setSynchronous(SynchronousMode.FULL);
        // On macOS, nothing less reaches the disk; elsewhere it means nothing.
        config.enableFullSync(true);
        config.setCacheSize(-CACHE_KIB);
        config.setJournalSizeLimit(LOG_FILE_LIMIT);
        Connection connection = config.createConnection(url());
        try {
            // First, so that nothing of another program's database is changed.
            schema.requireOurs(connection, this);
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
                ResultSet result = statement.executeQuery("pragma journal_mode = wal")) {
            result.next();
            if (!result.getString(1).equals("wal")) {
                throw new StoreFailedException(
                        "the file system of " + path + " does not carry a write-ahead log", null);
            }
            // By a statement: drivers before 3.50, as Spring Boot 3.5 manages them, cannot set it otherwise.
            statement.execute("pragma wal_autocheckpoint = " + Checkpointer.DUE);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private String url() {
        return url(path);
    }

    /** Checks before each connection, and again when it is open. */
    private static final class CheckedDataSource extends SQLiteDataSource {

        private final Runnable check;

        private CheckedDataSource(SQLiteConfig config, Runnable check) {
            super(config);
            this.check = check;
        }

        @Override
        public SQLiteConnection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
            check.run();
            SQLiteConnection connection = super.getConnection(user, password);
            try {
                check.run();
                return connection;
            } catch (RuntimeException e) {
                connection.close();
                throw e;
            }
        }
    }
}
