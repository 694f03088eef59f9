package com.stateset.sequencer.projection;

import com.stateset.sequencer.event.SequencedEvent;
import java.util.List;

/**
 * A projection into tables of the store's own database: <em>exactly once</em>. What it writes for an event
 * is stored in the same transaction that moves the checkpoint past the event, however often the process or
 * the database dies.
 *
 * <p>That holds for what it writes through the handle it is given, and for nothing else.
 *
 * @param <H> what it writes through, as the store gives it: a Jdbi {@code Handle}, for example
 */
public non-sealed interface TransactionalProjection<H> extends Projection {

    /** What it writes through. */
    Class<H> handleType();

    /**
     * The tables that hold its state. They are made before it sees its first event, and dropped when a
     * build is given up. The key of each begins with the stream, or it says {@link ProjectionTable#acrossStreams()}.
     */
    List<ProjectionTable> tables();

    /**
     * Applies an event. Is called by one thread at a time for each stream, and must not end the
     * transaction. What it throws undoes what it wrote, and is the {@link FailurePolicy}'s.
     */
    void apply(SequencedEvent event, ProjectionState<H> state) throws Exception;
}
