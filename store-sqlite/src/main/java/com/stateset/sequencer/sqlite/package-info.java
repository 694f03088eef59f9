/**
 * The embedded store: all streams in one SQLite file, or in memory.
 *
 * <pre>
 *   lane ── append ──► SqliteWriter ── BEGIN IMMEDIATE ──► GroupAppend ─► StreamRecord   what the log knows of a stream,
 *                        │  one connection,             │  │            SqliteTenantKeys   and of its agents' keys
 *                        │  one lock                    │  └──────► AppendPlan     the rules, in core
 *                        │                              ├─────────► StreamTable, HistoryNodes   head and tree
 *                        │                              └─────────► EventInsert    the rows
 *                        └─ COMMIT: durable, or all of it undone
 *
 *   reader ── read ──► Readers ─► SqliteEventQueries ─► SequencedEventMapper     a pool beside the writer; neither waits
 *                                                                          for the other
 *
 *   SqliteAgentKeys, SqliteApiKeys, SqliteCommitments, SqliteHistory,
 *                      SqliteHeadsLog, SqliteIdentity, SqliteLeases ──► SqliteDatabase ─► Readers     for what is asked
 *                                                                                 └─► SqliteWriter     in small transactions
 *
 *   open ──► SqliteFile ─► EventSchema, with Flyway
 * </pre>
 *
 * <p>Nothing about a stream or a key is remembered between two appends, so that several processes may use
 * one file: the holder of SQLite's write lock reads the truth first, then writes.
 *
 * <p><b>The tree.</b> A stream's head, the size, right edge and root of the tree over its leaf hashes are one row
 * and move in one statement; the edge that is read must fold to the root beside it, or the stream takes no
 * more events. A file from before, or a process of an older version beside this one, leaves trees behind
 * their heads; {@code TreeCatchUp} brings them up to it under the write lock, a bounded page at a time.
 *
 * <p><b>Who owns which state.</b> The file owns everything that lasts; objects here own connections and
 * prepared statements only. {@link SqliteDatabase} is the one door: every part of the store reads
 * through its {@link Readers} and writes through its writer, so that closing it closes all of them.
 *
 * <p><b>Order of locks.</b> The writer's lock of this process comes first, SQLite's own lock of the file
 * second; readers take neither. No code here waits for anything else while it holds them, so they cannot
 * deadlock.
 *
 * <p><b>Short keys.</b> A stream is two UUIDs outside and one number inside: {@code stream_ids} gives
 * the number, every other table uses it. A stream may have its number long before it has an event.
 *
 * <p><b>Forms.</b> UUIDs and hashes are raw bytes, times are microseconds since 1970 in UTC, absent
 * values are null: see {@link com.stateset.sequencer.sqlite.support.BinaryForm}.
 */
@NullMarked
package com.stateset.sequencer.sqlite;

import org.jspecify.annotations.NullMarked;
