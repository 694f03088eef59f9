package com.stateset.sequencer.tck.projection;

/** What a {@link ProjectionUnderTest} writes through: plain SQL, in whatever transaction the store gives. */
public interface ProjectionSql {

    /** The name of a table in this build. */
    String table(String name);

    /** Executes a statement whose arguments are text and whole numbers, marked by question marks; returns how many rows it changed. */
    int execute(String sql, Object... arguments);
}
