package com.stateset.sequencer.observe;

import com.stateset.sequencer.event.StreamId;
import java.time.Duration;
import java.util.Map;

/**
 * A caller's batch was answered.
 *
 * @param stream the stream
 * @param accepted how many events were new
 * @param duplicate how many were replays
 * @param rejected how many were rejected
 * @param rejections how many were rejected for which reason, by {@link com.stateset.sequencer.event.Rejection#code}: one of a dozen
 *     words, never anything that a client has sent
 * @param duration from admission to answer
 */
public record BatchIngested(
        StreamId stream,
        int accepted,
        int duplicate,
        int rejected,
        Map<String, Integer> rejections,
        Duration duration) {

    /** Copies the map. */
    public BatchIngested {
        rejections = Map.copyOf(rejections);
    }
}
