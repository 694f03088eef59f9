package com.stateset.sequencer.projection.jdbi;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.HandleCallback;

/**
 * A store's database, as the projections need it. Thread-safe. Throws what {@link
 * com.stateset.sequencer.spi.EventStore} does.
 */
public interface ProjectionDatabase {

    /** What is said differently there. */
    ProjectionDialect dialect();

    /** How long a transaction may take, about: others wait for it. */
    Duration longestWork();

    /** Reads what belongs together. */
    <T> T read(HandleCallback<T, SQLException> work);

    /**
     * Writes in a transaction, durably. If another writer is in the way, the work is done again from the
     * beginning.
     */
    <T> T write(HandleCallback<T, SQLException> work);

    /** As {@link #write}, but only once: empty if another writer, or a reader, is in the way. */
    <T> Optional<T> tryToWrite(HandleCallback<T, SQLException> work);
}
