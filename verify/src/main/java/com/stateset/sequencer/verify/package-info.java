/**
 * Checking a stream without believing anything that is stored beside its events (DESIGN, invariant 7).
 *
 * <pre>
 *   HistorySource (a store, a server's answers)
 *      │ events, in pages          │ commitments, the oldest first       │ agents' and sequencer's keys, tiles, proofs
 *      ▼                           ▼                                     │
 *   EventCursor ─ EventCheck ─► CommittedRange: tree, tiles, root ─► ChainCheck ────────┐
 *   contiguity    payload hashes,   leaves made anew                  state roots,      │
 *        │        signatures, leaf                                    signatures        ▼
 *        ├─► EventRules: versions, ids, commands, clock                  ▲            Verdict
 *        └─► HistoryTreeCheck: the history's tree, its tiles             │              ▲
 *                  ▲ TreeClaim: size and root                            │              │
 *            SignedClaims (checkpoints) ◄──────────────────────── SequencerTrust   HeadsLogCheck
 * </pre>
 *
 * <p>A program audits a stream of its store, or of a server, like this:
 *
 * <pre>{@code
 * HistorySource stored = new StoredHistory(store, stream);
 * HistorySource remote = new RemoteHistory(SequencerClient.to(server, apiKey), stream, verifier);
 *
 * Verdict verdict = StreamAudit.of(stored, verifier, AuditProgress.NONE);
 * if (verdict instanceof Verdict.Damaged damaged) {
 *     alarm(damaged.what());
 * }
 * }</pre>
 *
 * <p>What the program knows from elsewhere makes the verdict worth more: the sequencer's key, a checkpoint that was kept ({@link
 * com.stateset.sequencer.verify.AuditOptions}). Without them it rests on the source's word, and says so.
 *
 * <p>One {@link com.stateset.sequencer.crypto.SignatureVerifier} decides which signatures are good, and it is passed in: libraries differ
 * in points on the curve that no honest key has, and an audit with another library than the sequencer's could call damaged what the
 * sequencer has accepted, or the other way round.
 *
 * <p>{@code verify.bundle} proves single events without a server; {@code verify.remote} reads a history over HTTP. Both use this package
 * and the protocol's records; this package uses neither.
 *
 * <p>{@link com.stateset.sequencer.verify.StreamAudit} walks the stream once, in order, and stops at the first thing that is not
 * as it should be. {@link com.stateset.sequencer.verify.StateRootBackfill} completes chains of commitments that an older writer
 * left without state roots, after an audit that finds nothing else wrong.
 */
@NullMarked
package com.stateset.sequencer.verify;

import org.jspecify.annotations.NullMarked;
