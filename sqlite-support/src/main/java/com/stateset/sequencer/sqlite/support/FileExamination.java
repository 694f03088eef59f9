package com.stateset.sequencer.sqlite.support;

import com.stateset.sequencer.error.StoreFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * Looks, before a database is opened for writing, whether it has the write-ahead log that belongs to it. Changes nothing, so
 * that what is refused can be put right. Without state.
 *
 * <p>SQLite itself looks at none of this. It deletes a log whose database is missing, with all that was only in it; it copies
 * the log of another database into this one; and it takes a database without its log for whole.
 *
 * <p>The database file alone is read by a connection that is told it cannot change ({@code immutable}): it takes no locks and
 * looks at no log. It must be SQLite that opens the file: a file that this process opened and closed by itself would lose
 * the locks of all its connections to it (POSIX). What cannot be read so says nothing, as a process may be writing there.
 */
final class FileExamination {

    private static final int ATTEMPTS = 5;
    private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();

    private FileExamination() {}

    /**
     * Returns if nothing speaks against opening a database.
     *
     * @param uri the same file for SQLite
     * @throws StoreFailedException if it lacks its log, or has another's, or the log lacks its database
     */
    static void require(Path database, String uri) {
        String problem = problem(database, uri);
        for (int attempt = 1; problem != null && attempt < ATTEMPTS; attempt++) {
            // Another process may have been in the middle of something.
            LockSupport.parkNanos(PAUSE_NANOS);
            problem = problem(database, uri);
        }
        if (problem != null) {
            throw new StoreFailedException(problem, null);
        }
    }

    private static @Nullable String problem(Path database, String uri) {
        Path log = FilePlace.logOf(database);
        // The log first: it is not written to before there is something in the database.
        boolean logged = size(log) > 0;
        if (size(database) == 0) {
            return logged ? withoutDatabase(database, log) : null;
        }
        FileMark.Row alone = read(uri + "?immutable=1");
        if (alone == null) {
            return null;
        }
        if (!logged) {
            return alone.armed() && size(log) == 0 ? withoutLog(database, log) : null;
        }
        FileMark.Row throughLog = read(uri + "?mode=ro");
        return throughLog == null || alone.belongsTo(throughLog) ? null : anothersLog(database, log);
    }

    private static String withoutDatabase(Path database, Path log) {
        return log + " is there without its database: what was stored last may be in it alone. Put " + database
                + " back beside it; or move it away to begin with an empty database";
    }

    private static String withoutLog(Path database, Path log) {
        return database + " is not whole: it was in use when it was copied, or left, and " + log.getFileName()
                + " is missing, in which the last events are. Put that beside it. A database in use is copied by SQLite's"
                + " backup, or together with its log while nothing writes. To go on without what is missing:"
                + " sqlite3 " + database.getFileName() + " 'update sequencer_file_mark set armed = 0'";
    }

    private static String anothersLog(Path database, Path log) {
        return log + " does not belong to " + database + ", but to another database or another copy of it. Put the one"
                + " that it belongs to back; or, if the database was copied or restored as a whole, move the log away";
    }

    private static FileMark.@Nullable Row read(String uri) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        try (Connection connection = config.createConnection(uri)) {
            return FileMark.read(connection);
        } catch (SQLException e) {
            return null;
        }
    }

    /** 0 if there is no file. */
    private static long size(Path path) {
        try {
            return Files.size(path);
        } catch (IOException e) {
            return 0;
        }
    }
}
