package com.stateset.sequencer.observe;

import com.stateset.sequencer.event.StreamId;
import java.time.Duration;

/**
 * A projection has applied a batch of a stream's events, and its checkpoint has moved past them, durably.
 *
 * @param projection the projection's name
 * @param version the projection's version
 * @param stream the stream
 * @param sequenceNumber the last event that it is past now
 * @param events how many events it has moved past, those included that its filter leaves out
 * @param duration how long it took to apply and store
 */
public record ProjectionApplied(
        String projection, int version, StreamId stream, long sequenceNumber, int events, Duration duration) {}
