/**
 * Witnesses: parties beside the sequencer that see its heads log only ever grow, and say so with their own keys (C2SP {@code
 * tlog-witness} and {@code tlog-cosignature}, PROTOCOL section 6). Who trusts one of them need not trust the sequencer for
 * showing everybody the same history.
 *
 * <pre>
 *   asking                                                being one
 *
 *   Witnessing (a SequencerPlugin)                        Witness ── answers AddCheckpoint with WitnessAnswer
 *     └─ WitnessingWorker ── WitnessClient ── HTTP ──────►   └─ WitnessState: the last checkpoint of each log
 *          └─ QuorumBoard ─► HeadsLogStore.keepWitnessed
 * </pre>
 *
 * <p>The heads log has the heads of all streams, so that one log is enough for a witness to follow, however many streams there
 * are. {@code Witness} knows neither HTTP nor a database; the command line's {@code witness} gives it both.
 */
@NullMarked
package com.stateset.sequencer.witness;

import org.jspecify.annotations.NullMarked;
