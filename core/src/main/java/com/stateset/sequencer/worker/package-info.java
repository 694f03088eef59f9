/**
 * The threads of one sequencer, and what becomes of it when one of them breaks down. Internal: not exported.
 *
 * <pre>
 *   SequencerThreads ── makes ──► lanes, completer, PeriodicTask ── fail(thread, cause) ──► WorkerHealth ──► require(): callers
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.worker;

import org.jspecify.annotations.NullMarked;
