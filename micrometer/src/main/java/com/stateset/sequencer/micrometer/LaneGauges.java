package com.stateset.sequencer.micrometer;

import com.stateset.sequencer.observe.LaneState;
import io.micrometer.core.instrument.Meter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What waits for each lane, read from the queues themselves at each scrape, so that a lane whose store hangs shows.
 *
 * <p>A queue that stays full means that the store does not keep up with what comes in; that of one lane alone, that one of its streams is
 * busy or held by another writer: a stream may fill half of its lane's queue, and the others have the rest. Callers wait for a place,
 * for five seconds unless it is configured otherwise, and then are refused.
 */
final class LaneGauges {

    private LaneGauges() {}

    /** Binds one set of gauges for each lane there is. */
    static List<Meter> bind(Meters meters, Supplier<List<LaneState>> lanes) {
        List<Meter> bound = new ArrayList<>();
        int count = lanes.get().size();
        for (int lane = 0; lane < count; lane++) {
            String number = String.valueOf(lane);
            bound.add(meters.gauge(
                    "sequencer.lane.queue.events",
                    "Events that wait for a lane",
                    value(lanes, lane, LaneState::events),
                    "lane",
                    number));
            bound.add(meters.gauge(
                    "sequencer.lane.queue.bytes",
                    "What waits for a lane takes so many bytes in memory, roughly",
                    value(lanes, lane, LaneState::bytes),
                    "lane",
                    number));
            bound.add(meters.gauge(
                    "sequencer.lane.queue.utilization",
                    "How full a lane's queue is, by events or bytes: 0 to 1",
                    value(lanes, lane, LaneState::utilization),
                    "lane",
                    number));
        }
        return bound;
    }

    private static Supplier<Number> value(
            Supplier<List<LaneState>> lanes, int lane, Function<LaneState, Number> value) {
        return () -> value.apply(lanes.get().get(lane));
    }
}
