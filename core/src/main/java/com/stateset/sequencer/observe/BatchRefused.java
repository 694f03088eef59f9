package com.stateset.sequencer.observe;

import com.stateset.sequencer.event.StreamId;
import java.time.Duration;

/**
 * A caller's batch found no place in the queue.
 *
 * @param stream the stream
 * @param events how many events it held
 * @param waited how long the caller waited
 */
public record BatchRefused(StreamId stream, int events, Duration waited) {}
