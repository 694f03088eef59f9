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
 *   StreamCaches   heads and entity versions as of this process's last append; taken out for an append, put back after it
 *   AppendSession  a connection with the settings an append relies on, whatever its data source does
 *   EventReader    everything that only reads, on Jdbi
 * </pre>
 *
 * <p>Both paths write with the same statement: it moves each head only from the value the plan expected. Under the lock that
 * always holds; without it, it tells whether what was cached is still true. Why it is so is told in ADR 0003.
 */
@NullMarked
package com.stateset.sequencer.postgres;

import org.jspecify.annotations.NullMarked;
