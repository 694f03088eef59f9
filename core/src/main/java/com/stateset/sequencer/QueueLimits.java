package com.stateset.sequencer;

/**
 * How much may wait for a lane, and how much of it goes into one append.
 *
 * @param queuedEvents the most events waiting
 * @param queuedBytes the most bytes waiting, roughly
 * @param groupEvents the most events of one append, a single larger batch apart
 * @param groupBytes the most bytes of one append, a single larger batch apart
 */
record QueueLimits(int queuedEvents, long queuedBytes, int groupEvents, long groupBytes) {}
