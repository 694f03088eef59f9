package com.stateset.sequencer.projection.spi;

/**
 * Something to do in a transaction on one stream of a build. It may be done again from the beginning if the
 * store says so.
 */
@FunctionalInterface
public interface ProjectionWork {

    /** Does it. What it throws undoes the transaction. */
    void in(ProjectionTransaction transaction);
}
