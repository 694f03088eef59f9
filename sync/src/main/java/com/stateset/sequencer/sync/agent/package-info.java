/**
 * The machine of the offline agent: one batch in flight, one page at a time, and nothing kept that was not verified.
 *
 * <pre>
 *   SyncLoop ── again and again, woken by Wakeup ──► SyncAgent.syncOnce
 *                                                        │
 *        ┌──────────────── push ─────────────────────────┼──────────── pull ───────────────┐
 *        ▼                                               │                                 ▼
 *   Pusher ── SendQueue: what waits, and its             │          Puller ── PageVerifier: hashes, signatures, receipts,
 *     │        DeliveryAttempts                          │                     versions, own events
 *     ├─ BatchBisector    halves a batch that the        │                         └─ KeyRing: agents' keys
 *     │                   server refuses as a whole      ▼
 *     ├─ PoisonCandidates got no proper answer alone   TrustedSequencer: pinned at the first contact
 *     └─ AnswerVerifier   receipts                       TrustedHistory: its signed history is the one held
 *                                                        │    └─ CheckpointTrust ─► ClaimedHead
 *                       only when something is wrong ─► Mismatch ─► HeldTree, TreeDifference, EventDifference: which event
 *                                                        ├─ EvidenceCollector: two signed checkpoints that contradict
 *                                                        └─ DeclaredBreaks: an administrator has accepted another history
 * </pre>
 *
 * <p>{@code agent.delivery} holds the queue and what has to do with units that get no proper answer.
 *
 * <p>Everything here but the public types is for the one thread that holds the agent's turn.
 */
@NullMarked
package com.stateset.sequencer.sync.agent;

import org.jspecify.annotations.NullMarked;
