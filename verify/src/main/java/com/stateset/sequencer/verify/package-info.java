/**
 * Checking a stream without believing anything that is stored beside its events (DESIGN, invariant 7).
 *
 * <pre>
 *   HistorySource (a store, a server's answers)
 *      │ events, in pages          │ commitments, the oldest first       │ agents' and sequencer's keys, tiles, proofs
 *      ▼                           ▼                                     │
 *   EventCursor ─ EventCheck ─► CommittedRange: tree, tiles, root ─► ChainCheck ─► Verdict
 *   contiguity    payload hashes,   leaves made anew                  state roots, signatures
 *                 signatures, leaf
 * </pre>
 *
 * <p>{@link com.stateset.sequencer.verify.StreamAudit} walks the stream once, in order, and stops at the first thing that is not
 * as it should be. {@link com.stateset.sequencer.verify.StateRootBackfill} completes chains of commitments that an older writer
 * left without state roots, as long as nothing in them speaks against it.
 */
@NullMarked
package com.stateset.sequencer.verify;

import org.jspecify.annotations.NullMarked;
