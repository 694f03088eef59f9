package com.stateset.sequencer.postgres;

import com.stateset.sequencer.projection.TransactionalProjection;
import org.jdbi.v3.core.Handle;

/**
 * A projection into tables of a {@link PostgresEventStore}'s database, through a Jdbi {@code Handle}: exactly once. Its tables
 * live in the schema {@code projections}; their columns must be comparable ({@code jsonb}, not {@code json}) for them to be
 * checked.
 */
public interface JdbiProjection extends TransactionalProjection<Handle> {

    @Override
    default Class<Handle> handleType() {
        return Handle.class;
    }
}
