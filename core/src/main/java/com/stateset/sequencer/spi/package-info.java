/**
 * What a store must do to carry the sequencer, and what helps it.
 *
 * <pre>
 *   a lane ── group of AppendBatch ──► EventStore.append ── one AppendResult each ──► the lane
 *                                   │        ▲
 *              state read under the │        │ events to store, heads to advance
 *              stream's lock        ▼        │
 *                                  StreamState ─► AppendPlan      the rules, in one place, for every store
 * </pre>
 *
 * <p>A store brings the state and stores the events; {@link com.stateset.sequencer.spi.AppendPlan} decides. The contract suite
 * in {@code sequencer-tck} tells whether a store keeps its promises.
 */
@NullMarked
package com.stateset.sequencer.spi;

import org.jspecify.annotations.NullMarked;
