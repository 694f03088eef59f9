package com.stateset.sequencer.projection.jdbi;

import com.stateset.sequencer.projection.TransactionalProjection;
import org.jdbi.v3.core.Handle;

/**
 * A projection into tables of the store's own database, through a Jdbi {@code Handle}: exactly once.
 *
 * <p>On PostgreSQL the tables live in the schema {@code projections}; their columns must be comparable ({@code jsonb}, not
 * {@code json}) for them to be checked. On SQLite they live in the event file, and appends wait while the projection writes: let
 * it be quick.
 */
public interface JdbiProjection extends TransactionalProjection<Handle> {

    @Override
    default Class<Handle> handleType() {
        return Handle.class;
    }
}
