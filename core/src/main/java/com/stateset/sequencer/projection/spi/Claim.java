package com.stateset.sequencer.projection.spi;

import com.stateset.sequencer.event.StreamId;
import java.util.UUID;

/**
 * A worker's hold on a stream of a build.
 *
 * @param buildId which build
 * @param stream which stream
 * @param worker who holds it
 * @param fence how often it has changed hands: whoever comes with an older one is refused
 * @param checkpoint how far the build was there when the claim was read
 */
public record Claim(long buildId, StreamId stream, UUID worker, long fence, Checkpoint checkpoint) {}
