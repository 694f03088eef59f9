/**
 * The threads of one sequencer, what becomes of it when one of them breaks down, and how it is closed. Internal: not exported.
 *
 * <pre>
 *   SequencerThreads ── makes ──► lanes, completer, PeriodicTask ── fail(thread, cause) ──► WorkerHealth ──► require(): callers
 *   ContinuationPool ◄── what callers chain to their answers
 *   SharedClose ── once, on a thread of its own ──► CloseSequence ── each part with a time limit ──► what was started
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.worker;

import org.jspecify.annotations.NullMarked;
