package com.stateset.sequencer.observe;

import java.time.Duration;

/**
 * A group of batches was stored in one transaction.
 *
 * @param lane which lane, from 0
 * @param batches how many batches, of as many callers
 * @param events how many events were sent in them
 * @param duration how long the store took
 */
public record GroupAppended(int lane, int batches, int events, Duration duration) {}
