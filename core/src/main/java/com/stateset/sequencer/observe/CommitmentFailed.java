package com.stateset.sequencer.observe;

import com.stateset.sequencer.event.StreamId;

/**
 * A commitment that the {@link com.stateset.sequencer.CommitmentPolicy} called for could not be made. It is tried again at the next
 * look.
 *
 * @param stream the stream
 * @param cause why
 */
public record CommitmentFailed(StreamId stream, Throwable cause) {}
