package com.stateset.sequencer.tck.projection;

import com.stateset.sequencer.event.ReadFilter;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.projection.ProjectionState;
import com.stateset.sequencer.projection.ProjectionTable;
import com.stateset.sequencer.projection.TransactionalProjection;
import java.util.List;

/**
 * A projection under test that writes through what a store gives.
 *
 * @param projection what it does
 * @param handleType what it writes through
 * @param statements how statements are executed through that
 */
public record AdaptedProjection<H>(ProjectionUnderTest projection, Class<H> handleType, Statements<H> statements)
        implements TransactionalProjection<H> {

    /** Executes a statement with arguments, marked by question marks; returns how many rows it changed. */
    public interface Statements<H> {
        int execute(H handle, String sql, Object... arguments);
    }

    @Override
    public String name() {
        return projection.name();
    }

    @Override
    public int version() {
        return projection.version();
    }

    @Override
    public ReadFilter events() {
        return projection.events();
    }

    @Override
    public List<ProjectionTable> tables() {
        return projection.tables();
    }

    @Override
    public void apply(SequencedEvent event, ProjectionState<H> state) throws Exception {
        projection.apply(event, new ProjectionSql() {
            @Override
            public String table(String name) {
                return state.table(name);
            }

            @Override
            public int execute(String sql, Object... arguments) {
                return statements.execute(state.handle(), sql, arguments);
            }
        });
    }
}
