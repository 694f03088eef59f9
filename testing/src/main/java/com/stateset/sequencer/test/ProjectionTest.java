package com.stateset.sequencer.test;

import com.google.errorprone.annotations.CheckReturnValue;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.projection.ProjectionTable;
import com.stateset.sequencer.projection.TransactionalProjection;
import com.stateset.sequencer.replay.EventTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * Tests a projection: given these events, its table holds those rows. Immutable.
 *
 * <pre>{@code
 * ProjectionTest.of(new Spent())
 *         .given(order, TYPES, new Placed("ada", 2933), new Placed("ada", 1067))
 *         .table("spent")
 *         .containsExactly(Map.of("tenant_id", TENANT, "store_id", STORE, "customer", "ada", "cents", 4000));
 * }</pre>
 *
 * <p>The events are stored and the projection is run as in production, in the database that it writes to. Then it is built a second time
 * from the same events, and the two are compared row by row: a projection that reads the time of day, another table or anything else
 * that is not in the events fails, since it could never be rebuilt.
 */
@CheckReturnValue
public final class ProjectionTest {

    private final TransactionalProjection<Handle> projection;
    private final StreamId stream;
    private final Map<StreamId, List<Given>> given;

    /** One event, made when there is a sequencer to take its id and time from. */
    @FunctionalInterface
    interface Given extends Function<TestSequencer, NewEvent> {}

    private ProjectionTest(
            TransactionalProjection<Handle> projection, StreamId stream, Map<StreamId, List<Given>> given) {
        this.projection = projection;
        this.stream = stream;
        this.given = given;
    }

    /** Starts a test of a projection that has seen no event. */
    public static ProjectionTest of(TransactionalProjection<Handle> projection) {
        return new ProjectionTest(
                Objects.requireNonNull(projection, "projection"), TestSequencer.STREAM, new LinkedHashMap<>());
    }

    /** The same; events that are given from here on are of this stream. Defaults to {@link TestSequencer#STREAM}. */
    public ProjectionTest in(StreamId value) {
        return new ProjectionTest(projection, value, given);
    }

    /** The same after these events of an entity, which get fixed ids and times. */
    @SafeVarargs
    @SuppressWarnings("varargs") // The array is only read.
    public final <T> ProjectionTest given(EntityRef entity, EventTypes<T> types, T... events) {
        return and(List.of(events).stream()
                .<Given>map(event -> test -> test.event(entity, types, event))
                .toList());
    }

    /** The same after these events, as they are. */
    public ProjectionTest given(NewEvent... events) {
        return and(List.of(events).stream().<Given>map(event -> test -> event).toList());
    }

    private ProjectionTest and(List<Given> more) {
        Map<StreamId, List<Given>> all = new LinkedHashMap<>(given);
        List<Given> ofStream = new ArrayList<>(all.getOrDefault(stream, List.of()));
        ofStream.addAll(more);
        all.put(stream, List.copyOf(ofStream));
        return new ProjectionTest(projection, stream, all);
    }

    /**
     * Stores the events, runs the projection twice, and returns a table of it.
     *
     * @param name the table's plain name
     * @throws IllegalArgumentException if the projection has no such table
     * @throws com.stateset.sequencer.error.EventsRejectedException if an event is not accepted
     * @throws AssertionError if the projection fails at an event, is not done after 30 seconds, or makes other rows the second time
     */
    public TableCheck table(String name) {
        ProjectionTable table = projection.tables().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the projection " + projection.name()
                        + " has no table " + name + ", but "
                        + projection.tables().stream()
                                .map(ProjectionTable::name)
                                .toList()));
        try (TestSequencer test = TestSequencer.start()) {
            given.forEach((id, events) ->
                    events.forEach(event -> test.sequencer().stream(id).append(event.apply(test))));
            ProjectionReplay replay = new ProjectionReplay(test.store(), projection);
            replay.run(given.keySet());
            return new TableCheck(name, replay.rows(table));
        }
    }
}
