package com.stateset.sequencer.sync;

/**
 * What an attempt to sync has done.
 *
 * @param accepted events that now stand in the log
 * @param rejected events that were rejected
 * @param pulled events that came in
 */
public record SyncReport(long accepted, long rejected, long pulled) {}
