package com.stateset.sequencer.observe;

/**
 * What waits for the lanes, at one moment.
 *
 * @param batches how many batches wait, of as many callers
 * @param events how many events wait in them
 * @param bytes roughly what they take in memory
 * @param maxEvents the most events that may wait; a single larger batch is let in when nothing else does
 * @param maxBytes the most bytes that may wait, likewise
 */
public record QueueState(int batches, int events, long bytes, int maxEvents, long maxBytes) {

    /** How full the queue is, by events or by bytes, whichever is more: 0 for empty, 1 for full. */
    public double utilization() {
        return Math.max((double) events / maxEvents, (double) bytes / maxBytes);
    }
}
