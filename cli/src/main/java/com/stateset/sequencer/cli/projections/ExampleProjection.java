package com.stateset.sequencer.cli.projections;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.projection.ProjectionState;
import com.stateset.sequencer.projection.TypedProjection;
import com.stateset.sequencer.projection.jdbi.JdbiProjection;
import java.util.Locale;
import org.jdbi.v3.core.Handle;

/**
 * What the examples share: they write through Jdbi, as both stores do, and know each row's stream.
 *
 * @param <T> the events they are about
 */
public interface ExampleProjection<T> extends JdbiProjection, TypedProjection<T, Handle> {

    /** Executes a statement whose {@code %s} is the table and whose first two arguments are the stream. */
    static int execute(ProjectionState<Handle> state, String sql, String table, StreamId stream, Object... more) {
        Object[] arguments = new Object[more.length + 2];
        arguments[0] = stream.tenantId().toString();
        arguments[1] = stream.storeId().toString();
        System.arraycopy(more, 0, arguments, 2, more.length);
        return state.handle().execute(String.format(Locale.ROOT, sql, state.table(table)), arguments);
    }
}
