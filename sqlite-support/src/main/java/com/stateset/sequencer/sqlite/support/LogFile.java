package com.stateset.sequencer.sqlite.support;

import com.stateset.sequencer.error.StoreFailedException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The write-ahead log beside a database that is open, as its bytes show it. Thread-safe.
 *
 * <p>SQLite takes no locks on this file: reading it in passing takes none of them away. Its form is part of SQLite's file format: a
 * header of 32 bytes, then frames, each a page behind 24 bytes. Header and frames of one round have the same "salts"; frames that an
 * earlier round has left behind have others.
 */
final class LogFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LogFile.class);
    private static final int PAGE_SIZE_AT = 8;
    private static final int SALTS_AT = 16;
    private static final int HEADER_LENGTH = 32;
    private static final int FRAME_HEADER_LENGTH = 24;
    private static final int FRAME_SALTS_AT = 8;

    /** No channel: an interrupt of whoever reads would close that for everyone. */
    private final RandomAccessFile file;

    private LogFile(RandomAccessFile file) {
        this.file = file;
    }

    /** Opens the log of a database that a connection has open. */
    static LogFile of(Path database) {
        try {
            return new LogFile(new RandomAccessFile(FilePlace.logOf(database).toFile(), "r"));
        } catch (IOException e) {
            throw new StoreFailedException("the write-ahead log of " + database + " cannot be read", e);
        }
    }

    /** What SQLite draws anew whenever it begins the log from its start; 0 if that cannot be read. */
    long salts() {
        return longAt(SALTS_AT);
    }

    /**
     * Whether there are so many frames since SQLite began the log from its start; those of a transaction that was undone count, too.
     *
     * @param frames at least 1
     */
    boolean reaches(long frames) {
        long frameLength = FRAME_HEADER_LENGTH + (longAt(PAGE_SIZE_AT) >>> Integer.SIZE);
        long salts = salts();
        return salts != 0 && longAt(HEADER_LENGTH + (frames - 1) * frameLength + FRAME_SALTS_AT) == salts;
    }

    private synchronized long longAt(long position) {
        byte[] read = new byte[Long.BYTES];
        try {
            file.seek(position);
            return file.read(read) == Long.BYTES ? ByteBuffer.wrap(read).getLong() : 0;
        } catch (IOException e) {
            LOG.debug("The log cannot be read", e);
            return 0;
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.debug("The log was not closed", e);
        }
    }
}
