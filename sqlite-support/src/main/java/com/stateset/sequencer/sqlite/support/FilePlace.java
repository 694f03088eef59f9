package com.stateset.sequencer.sqlite.support;

import com.stateset.sequencer.error.StoreUnavailableException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Where an open database stands, and whether it still does. Thread-safe.
 *
 * <p>An operating system lets a file be renamed, deleted or replaced while it is open. SQLite goes on with what it has
 * opened, and all that it writes there is lost to everyone else. So the files at the two paths, of the database and of its
 * write-ahead log, are compared with those that were opened, by device and inode. That costs a system call each. As long as
 * this process has a file open, its inode is not given to another one.
 *
 * <p>The log's is noted anew when the writing connection is replaced, as the last connection that closes deletes the log.
 * A database that is back in its place is written to again, unless the log beside it is no longer its own. Where files have
 * no such keys (Windows, which does not let an open database be moved), only their absence is noticed.
 */
public final class FilePlace {

    private static final long LITTLE_ROOM = 1 << 20;

    private final Path database;
    private final Path log;
    private final Object databaseKey;
    private volatile @Nullable Object logKey;

    private FilePlace(Path database) {
        this.database = database;
        this.log = logOf(database);
        this.databaseKey = requireKey(database);
    }

    /** The place of a database that has just been opened. */
    static FilePlace of(Path database) {
        return new FilePlace(database);
    }

    static Path logOf(Path database) {
        return database.resolveSibling(database.getFileName() + "-wal");
    }

    /** The log that is there now is the database's; to be called when the database has been written to. */
    void noteLog() {
        logKey = key(log);
    }

    /** The log may be deleted from now on: the connection that has it open is about to be closed. */
    void forgetLog() {
        logKey = null;
    }

    /**
     * Returns if the database and its log are where they were opened.
     *
     * @throws StoreUnavailableException if not
     */
    public void require() {
        require(database, databaseKey);
        Object expected = logKey;
        if (expected != null) {
            require(log, expected);
        }
    }

    /** Whether the file system lets us write, and has room for a few transactions: a look at both, without writing. */
    boolean looksWritable() {
        File file = database.toFile();
        return Files.isWritable(database) && file.getUsableSpace() > LITTLE_ROOM;
    }

    private static void require(Path path, Object expected) {
        Object found = requireKey(path);
        if (!found.equals(expected)) {
            throw new StoreUnavailableException(
                    path.getFileName()
                            + " is another file than the one that was opened: it was replaced while it was in use, and nothing"
                            + " is written any more; put back what was there, or start again with what is there now",
                    null);
        }
    }

    private static Object requireKey(Path path) {
        Object found = key(path);
        if (found == null) {
            throw new StoreUnavailableException(
                    path.getFileName()
                            + " is gone: it was moved or deleted while it was in use, and nothing is written any more;"
                            + " put it back",
                    null);
        }
        return found;
    }

    /** Device and inode; something that equals itself alone where there is no such thing; null if there is no file. */
    private static @Nullable Object key(Path path) {
        try {
            Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            return key == null ? "file" : key;
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new StoreUnavailableException(path.getFileName() + " cannot be looked at", e);
        }
    }
}
