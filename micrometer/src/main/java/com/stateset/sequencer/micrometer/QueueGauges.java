package com.stateset.sequencer.micrometer;

import com.stateset.sequencer.observe.QueueState;
import io.micrometer.core.instrument.Meter;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What waits for the lanes, read from their queue itself at each scrape, so that a store that hangs shows.
 *
 * <p>A queue that stays full means that the store does not keep up with what comes in; one that is half full, and stays so, that one
 * stream is busy or held by another writer: a stream may fill half of the queue, and the others have the rest. Callers wait for a place,
 * for five seconds unless it is configured otherwise, and then are refused.
 */
final class QueueGauges {

    private QueueGauges() {}

    static List<Meter> bind(Meters meters, Supplier<QueueState> queue) {
        return List.of(
                meters.gauge(
                        "sequencer.lane.queue.events", "Events that wait for a lane", value(queue, QueueState::events)),
                meters.gauge(
                        "sequencer.lane.queue.bytes",
                        "What waits for a lane takes so many bytes in memory, roughly",
                        value(queue, QueueState::bytes)),
                meters.gauge(
                        "sequencer.lane.queue.utilization",
                        "How full the lanes' queue is, by events or bytes: 0 to 1",
                        value(queue, QueueState::utilization)));
    }

    private static Supplier<Number> value(Supplier<QueueState> queue, Function<QueueState, Number> value) {
        return () -> value.apply(queue.get());
    }
}
