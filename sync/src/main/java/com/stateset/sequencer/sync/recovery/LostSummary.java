package com.stateset.sequencer.sync.recovery;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How many events were lost, by the way in which they can come back. Immutable.
 *
 * @param counts the ways that occur, each with at least one event
 * @param first the lowest place of a lost event; 0 if none was lost
 * @param last the highest; 0 if none was lost
 */
public record LostSummary(Map<LostEvent.Way, Long> counts, long first, long last) {

    /** Of nothing. */
    public static final LostSummary NOTHING = new LostSummary(Map.of(), 0, 0);

    public LostSummary {
        Map<LostEvent.Way, Long> copy = new EnumMap<>(LostEvent.Way.class);
        copy.putAll(counts);
        counts = Collections.unmodifiableMap(copy);
    }

    /** How many can come back in this way. */
    public long of(LostEvent.Way way) {
        return counts.getOrDefault(way, 0L);
    }

    /** How many there are. */
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** This and one more. */
    public LostSummary plus(LostEvent event) {
        Map<LostEvent.Way, Long> more = new EnumMap<>(LostEvent.Way.class);
        more.putAll(counts);
        more.merge(event.way(), 1L, Long::sum);
        long number = event.sequenceNumber();
        return new LostSummary(more, first == 0 ? number : Math.min(first, number), Math.max(last, number));
    }
}
