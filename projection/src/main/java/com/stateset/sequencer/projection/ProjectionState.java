package com.stateset.sequencer.projection;

import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A projection's tables, inside the transaction that moves its checkpoint. Good for the call it is given to
 * only.
 *
 * @param <H> what is written through
 */
public final class ProjectionState<H> {

    private final H handle;
    private final UnaryOperator<String> tables;

    /**
     * Made by what applies events.
     *
     * @param tables says by which name a table of the projection goes in this build
     */
    public ProjectionState(H handle, UnaryOperator<String> tables) {
        this.handle = Objects.requireNonNull(handle, "handle");
        this.tables = Objects.requireNonNull(tables, "tables");
    }

    /** What to write through. It belongs to the runner: do not close it, and do not end its transaction. */
    public H handle() {
        return handle;
    }

    /**
     * Returns the name to use in SQL for a table of this build. Other builds of the same projection have
     * tables of their own.
     *
     * @throws IllegalArgumentException if the projection has no such table
     */
    public String table(String name) {
        return tables.apply(name);
    }
}
