package com.stateset.sequencer.observe;

import com.stateset.sequencer.event.StreamId;
import java.time.Duration;

/**
 * A caller's batch was answered.
 *
 * @param stream the stream
 * @param accepted how many events were new
 * @param duplicate how many were replays
 * @param rejected how many were rejected
 * @param duration from admission to answer
 */
public record BatchIngested(StreamId stream, int accepted, int duplicate, int rejected, Duration duration) {}
