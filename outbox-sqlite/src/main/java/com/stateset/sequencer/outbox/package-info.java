/**
 * The offline agent's side in one SQLite file, which may be the application's own.
 *
 * <pre>
 *   application ── append ──────────────────► SqliteOutbox ─► EventAuthor      hashes; signs on all cores, ahead of the inserts
 *       │                                         │
 *       └─ its own transaction ── append(c, …) ───┤
 *                                                 ▼
 *   SyncAgent ──► SqliteJournal ─────────► OutboxDatabase: one writer, BEGIN IMMEDIATE; one reader beside it
 *                                                 │
 *        ┌──────────────┬──────────────┬──────────┴───┐
 *    AppendEvents       TakeBatch        RecordOutcomes      ConflictResolver     what one call does, in one transaction
 *        └──────────────┴──────┬───────┴──────────────┘
 *                          EntityBlocker                              order within an entity
 *                              │
 *    EventTable  own events    HeadTable  how far it has come    ReplicaTable  what was pulled    PinTable  trusted keys
 * </pre>
 *
 * <p>Nothing is remembered between two calls, so that several processes may use one file.
 */
@NullMarked
package com.stateset.sequencer.outbox;

import org.jspecify.annotations.NullMarked;
