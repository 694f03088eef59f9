package com.stateset.sequencer.tck.history;

import com.stateset.sequencer.event.StreamId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How long each of its streams was when an answered call was decided. A group is one atomic step, so these lengths were true
 * at one moment; of two calls over the same streams one came first in all of them.
 */
final class DecisionPoints {

    private final Map<Call, Map<StreamId, Long>> cuts = new LinkedHashMap<>();

    void add(Call call, StreamId stream, long length) {
        cuts.computeIfAbsent(call, any -> new HashMap<>()).put(stream, length);
    }

    /** How long a stream can have been, at most, at the moment when another one got its event {@code place}. */
    long longestBefore(StreamId another, long place, StreamId stream) {
        return cuts.values().stream()
                .filter(cut -> cut.containsKey(stream) && cut.getOrDefault(another, 0L) >= place)
                .mapToLong(cut -> cut.getOrDefault(stream, 0L))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Says which calls found one stream shorter and another longer than a call before them did. */
    List<String> overtakings() {
        List<String> found = new ArrayList<>();
        Map<List<StreamId>, TreeMap<Long, List<Entry<Call, Long>>>> pairs = new HashMap<>();
        cuts.forEach((call, cut) -> cut.forEach((one, length) -> cut.forEach((other, otherLength) -> {
            if (one.compareTo(other) < 0) {
                pairs.computeIfAbsent(List.of(one, other), any -> new TreeMap<>())
                        .computeIfAbsent(length, any -> new ArrayList<>())
                        .add(Map.entry(call, otherLength));
            }
        })));
        pairs.forEach((streams, byLength) -> overtakings(streams, byLength, found));
        return found;
    }

    private static void overtakings(
            List<StreamId> streams, SortedMap<Long, List<Entry<Call, Long>>> byLength, List<String> found) {
        Entry<Call, Long> longest = null;
        for (List<Entry<Call, Long>> calls : byLength.values()) {
            for (Entry<Call, Long> call : calls) {
                if (longest != null && call.getValue() < longest.getValue()) {
                    found.add("call " + longest.getKey() + " came before call " + call.getKey() + " in "
                            + streams.get(0) + " but after it in " + streams.get(1));
                }
            }
            for (Entry<Call, Long> call : calls) {
                longest = longest == null || call.getValue() > longest.getValue() ? call : longest;
            }
        }
    }
}
