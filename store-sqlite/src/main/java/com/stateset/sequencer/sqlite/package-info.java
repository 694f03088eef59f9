/**
 * The embedded store: all streams in one SQLite file, or in memory.
 *
 * <pre>
 *   lane ── append ──► SqliteWriter ── BEGIN IMMEDIATE ──► GroupAppend ─► StreamRecord   what the log knows of a stream,
 *                        │  one connection,             │  │            SqliteTenantKeys   and of its agents' keys
 *                        │  one lock                    │  └──────► AppendPlan     the rules, in core
 *                        │                              └─────────► EventInsert    the rows
 *                        └─ COMMIT: durable, or all of it undone
 *
 *   reader ── read ──► Readers ─► SqliteEventQueries ─► SequencedEventMapper     a pool beside the writer; neither waits
 *                                                                          for the other
 *
 *   SqliteAgentKeys, SqliteCommitments, SqliteIdentity, SqliteLeases ──► SqliteDatabase ─► Readers     for what is asked
 *                                                                                 └─► SqliteWriter     in small transactions
 *
 *   open ──► SqliteFile ─► EventSchema, with Flyway
 * </pre>
 *
 * <p>Nothing about a stream or a key is remembered between two appends, so that several processes may use
 * one file: the holder of SQLite's write lock reads the truth first, then writes.
 */
@NullMarked
package com.stateset.sequencer.sqlite;

import org.jspecify.annotations.NullMarked;
