package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.tlog.SignedNote;

/**
 * A checkpoint of a stream, as a store keeps it.
 *
 * @param size the size that the checkpoint is of
 */
public record KeptCheckpoint(StreamId stream, long size, SignedNote note) {}
