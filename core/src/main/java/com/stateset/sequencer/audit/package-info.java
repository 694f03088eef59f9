/**
 * The audit log: who did what to keys, agents, schemas and erasures, as events of a stream of their own.
 *
 * <pre>
 *   a route of the server ─┐                         ┌─ audit.begun        (durable before the deed is begun)
 *   a command on a store ──┼─► AuditLog.perform ─────┤  the deed itself, in the store
 *   a program ─────────────┘    (AuditDeed, work)    └─ api_key.revoked, …  or audit.failed
 *                                     │
 *                                     └─► the ingest of the sequencer's own events ─► stream (tenant, StreamId.AUDIT_STORE)
 * </pre>
 *
 * <p>What is written is a stream like any other: the history tree, receipts, commitments, proofs, exports and audits are those of all
 * streams, and nothing here is read back.
 */
@NullMarked
package com.stateset.sequencer.audit;

import org.jspecify.annotations.NullMarked;
