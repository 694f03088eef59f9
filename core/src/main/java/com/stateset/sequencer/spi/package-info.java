/**
 * What a store must do to carry the sequencer, and what helps it.
 *
 * <pre>
 *   a lane ── group of Append ──► EventStore.append ── one Appended per Append ──► the lane
 *                                   │        ▲
 *              facts read under the │        │ rows to write, heads to move
 *              stream's lock        ▼        │
 *                                  StreamFacts ─► AppendPlan      the rules, in one place, for every store
 * </pre>
 *
 * <p>A store brings the facts and writes the rows; {@link com.stateset.sequencer.spi.AppendPlan} decides. The contract suite
 * in {@code sequencer-tck} tells whether a store keeps its promises.
 */
@NullMarked
package com.stateset.sequencer.spi;

import org.jspecify.annotations.NullMarked;
