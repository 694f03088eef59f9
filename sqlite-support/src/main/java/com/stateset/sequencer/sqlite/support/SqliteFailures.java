package com.stateset.sequencer.sqlite.support;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Says in the library's words what went wrong. The driver's own words stay in the cause.
 *
 * @param owner what uses the file: "the event store"
 * @param file what the file is called: "the event file"
 */
public record SqliteFailures(String owner, String file) {

    /** Extended codes keep their family in the lowest byte. */
    private static final int FAMILY = 0xff;

    /** Whether another connection's lock is in the way. */
    public static boolean isBusy(Throwable failure) {
        SQLiteException refusal = find(SQLiteException.class, failure);
        SQLiteErrorCode family = refusal == null ? SQLiteErrorCode.SQLITE_OK : family(refusal);
        return family == SQLiteErrorCode.SQLITE_BUSY || family == SQLiteErrorCode.SQLITE_LOCKED;
    }

    /** Whether a statement does not fit the database it was meant for. */
    public static boolean isUnknownTable(Throwable failure) {
        SQLiteException refusal = find(SQLiteException.class, failure);
        return refusal != null && family(refusal) == SQLiteErrorCode.SQLITE_ERROR;
    }

    /** Whether the disk is full, broken or read-only. */
    static boolean isOfTheDisk(Throwable failure) {
        SQLiteException refusal = find(SQLiteException.class, failure);
        return refusal != null
                && switch (family(refusal)) {
                    case SQLITE_FULL, SQLITE_IOERR, SQLITE_READONLY, SQLITE_CANTOPEN -> true;
                    default -> false;
                };
    }

    /** Returns what to throw when {@code place} cannot be opened. */
    public SequencerException opening(Object place, Throwable failure) {
        SequencerException reason = translate(failure);
        if (reason == failure) {
            return reason;
        }
        String message = "cannot open " + place + ": " + reason.getMessage();
        return reason instanceof StoreUnavailableException
                ? new StoreUnavailableException(message, failure)
                : new StoreFailedException(message, failure);
    }

    /** Returns what to throw instead of {@code failure}. */
    public SequencerException translate(Throwable failure) {
        SequencerException known = find(SequencerException.class, failure);
        if (known != null) {
            return known;
        }
        SQLiteException refusal = find(SQLiteException.class, failure);
        if (refusal != null) {
            return translate(family(refusal), failure);
        }
        if (find(WriteLockedException.class, failure) != null) {
            return new StoreUnavailableException("another thread holds " + file, failure);
        }
        if (find(InterruptedException.class, failure) != null) {
            return new StoreUnavailableException("the thread was interrupted while it waited to read", failure);
        }
        return find(SQLTransientConnectionException.class, failure) != null
                ? new StoreUnavailableException("too many threads are reading from " + file, failure)
                : new StoreFailedException(owner + " failed", failure);
    }

    private SequencerException translate(SQLiteErrorCode family, Throwable failure) {
        return switch (family) {
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL ->
                new StoreUnavailableException("another process holds " + file, failure);
            case SQLITE_FULL -> new StoreUnavailableException("the disk of " + file + " is full", failure);
            case SQLITE_IOERR -> new StoreUnavailableException(file + " cannot be read or written just now", failure);
            case SQLITE_CANTOPEN -> new StoreUnavailableException(file + " cannot be opened", failure);
            case SQLITE_NOMEM -> new StoreUnavailableException("there is no memory left for " + owner, failure);
            case SQLITE_INTERRUPT -> new StoreUnavailableException(owner + " was interrupted", failure);
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
                new StoreFailedException("there is no permission to write to " + file, failure);
            case SQLITE_NOTADB -> new StoreFailedException("the file is no database", failure);
            case SQLITE_CORRUPT -> new StoreFailedException(file + " is damaged", failure);
            case SQLITE_TOOBIG -> new StoreFailedException("an event is too large to be stored", failure);
            case SQLITE_CONSTRAINT -> new StoreFailedException(file + " contradicts itself", failure);
            default -> new StoreFailedException(owner + " failed", failure);
        };
    }

    private static SQLiteErrorCode family(SQLiteException refusal) {
        return SQLiteErrorCode.getErrorCode(refusal.getResultCode().code & FAMILY);
    }

    private static <T extends Throwable> @Nullable T find(Class<T> type, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
