package com.stateset.sequencer.projection.jdbi;

import com.stateset.sequencer.error.ProjectionFailedException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * What a database says, or does, differently about projections. Thread-safe.
 *
 * <p>A database that has one writer at a time needs no locks: what has begun to write is alone. So all
 * locks default to nothing.
 */
public interface ProjectionDialect {

    /** How statements are written. */
    SqlTemplate template();

    /** What goes before the names of projections' tables and views: a schema and a dot, or nothing. */
    String tablePrefix();

    /** What is bound as {@code :now}, by those whose {@code {now}} is that. */
    Object now();

    /** How a UUID is bound. */
    Object bound(UUID uuid);

    /** Reads a UUID. */
    UUID uuid(ResultSet row, String column) throws SQLException;

    /** Reads a moment. */
    Instant instant(ResultSet row, String column) throws SQLException;

    /** Lets a view show something else, also in other columns, as one step of the transaction. */
    void replaceView(Handle handle, String view, String query);

    /**
     * Begins to let a projection write in this transaction; returns what it writes through.
     *
     * @return the same handle, or another one on its connection
     */
    Handle lend(Handle handle);

    /**
     * Whether the transaction in which the projection began to write is still the one under way.
     *
     * @param transaction what {@code {transaction}} was at its beginning
     */
    boolean isUnbroken(Handle handle, String transaction);

    /**
     * Says whose fault a projection's failure is.
     *
     * @return what is the event's: the same, or one with fewer words of the database's
     * @throws SQLException if it is not the event's: the database went away, or another writer was in the
     *     way
     * @throws com.stateset.sequencer.error.StoreUnavailableException likewise
     */
    ProjectionFailedException blame(ProjectionFailedException failure) throws SQLException;

    /**
     * Keeps others from making and removing builds, to the end of the transaction. Those who work on builds
     * go on.
     */
    default void lockBuilds(Handle handle) {}

    /** Waits until the build is not being changed, and keeps it from being changed, to the end of the transaction. */
    default void lockToWorkOn(Handle handle, long buildId) {}

    /**
     * Waits until what is under way in the build has ended, and lets nothing begin, to the end of the
     * transaction.
     */
    default void lockToChange(Handle handle, long buildId) {}

    /** Gives up soon, from here to the end of the transaction, if readers of a table are in the way. */
    default void letReadersGoFirst(Handle handle) {}
}
