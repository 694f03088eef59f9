package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.StreamId;

/**
 * How far a plan advances a stream: a compare-and-set of its head.
 *
 * @param stream which stream
 * @param expected the head that the plan was made for
 * @param next the head once the plan is stored; larger than {@code expected}
 */
public record HeadAdvance(StreamId stream, long expected, long next) {}
