package com.stateset.sequencer.observe;

import com.stateset.sequencer.error.SequencerException;
import java.time.Duration;

/**
 * A group of batches could not be stored.
 *
 * @param lane which lane, from 0
 * @param batches how many batches
 * @param duration how long the store tried
 * @param cause why
 */
public record GroupFailed(int lane, int batches, Duration duration, SequencerException cause) {}
