/**
 * The event store on PostgreSQL 15 and later.
 *
 * <pre>
 *   append(group) ─► Appender ── heads and versions known? ── yes ─► FENCED: one statement, autocommit
 *                       │                                              move heads from the expected value, insert rows
 *                       │                                                │ fence lost, id or version taken
 *                       └──────────────── no ────────────────────────────▼
 *                                                             LOCKED: one transaction
 *                                                               lock heads ─► read facts ─► the same statement
 *   StreamKeys     the short keys of streams; checked against their names by whoever writes
 *   StreamCaches   heads and entity versions as of this process's last append; taken out for an append, put back after it
 *   KeySnapshots   the keys of the agents of a tenant, all of them, as of an epoch
 *   AppendSession  a connection with the settings an append relies on, whatever its data source does
 *   Database       transactions for everything else, on Jdbi
 *     EventReader        pages, look-ups, histories
 *     AgentKeyRegistry   keys; a change begins a new epoch on the heads of all streams of the tenant
 *     CommitmentChain    commitments and their tiles; the end of a chain moves by compare-and-set, and no head is locked
 *     StoredIdentity     who sequences, with which keys
 *     Leases             which process does what
 * </pre>
 *
 * <p>Both paths write with the same statement: it moves each head only from the value the plan expected, and only at the key
 * epoch the plan expected. Under the lock that always holds; without it, it tells whether what was cached is still true. Why it
 * is so is told in ADR 0003.
 */
@NullMarked
package com.stateset.sequencer.postgres;

import org.jspecify.annotations.NullMarked;
