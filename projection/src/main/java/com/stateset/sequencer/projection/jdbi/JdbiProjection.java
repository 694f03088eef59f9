package com.stateset.sequencer.projection.jdbi;

import com.stateset.sequencer.projection.TransactionalProjection;
import org.jdbi.v3.core.Handle;

/**
 * A projection into tables of the store's own database, through a Jdbi {@code Handle}: exactly once.
 *
 * <pre>{@code
 * record Spent() implements JdbiProjection {
 *     public String name() { return "spent"; }
 *     public int version() { return 1; }
 *     public List<ProjectionTable> tables() {
 *         return List.of(ProjectionTable.perStream("spent", "customer text not null, cents bigint not null", "customer"));
 *     }
 *     public void apply(SequencedEvent event, ProjectionState<Handle> state) {
 *         state.handle().execute("insert into " + state.table("spent") + " ...", ...);
 *     }
 * }
 * }</pre>
 *
 * <p>The same SQL serves both stores if it keeps to what they share, {@code insert ... on conflict} among
 * it. On PostgreSQL the tables live in the schema {@code projections}; their columns must be comparable
 * ({@code jsonb}, not {@code json}) for them to be checked. On SQLite they live in the event file, and
 * appends wait while the projection writes: let it be quick.
 *
 * <p>The handle is the transaction's: do not close it, nor end its transaction. On SQLite, trying to is
 * refused at once; on PostgreSQL it is found when the checkpoint is moved. Either way nothing of the batch
 * is taken for stored.
 */
public interface JdbiProjection extends TransactionalProjection<Handle> {

    @Override
    default Class<Handle> handleType() {
        return Handle.class;
    }
}
