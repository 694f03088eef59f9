package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.projection.TransactionalProjection;
import org.jdbi.v3.core.Handle;

/**
 * A projection into tables of a {@link SqliteEventStore}'s file, through a Jdbi {@code Handle}: exactly once. Appends wait while
 * it writes, so let it be quick.
 */
public interface SqliteProjection extends TransactionalProjection<Handle> {

    @Override
    default Class<Handle> handleType() {
        return Handle.class;
    }
}
