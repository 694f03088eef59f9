/**
 * The embedded store: all streams in one SQLite file, or in memory.
 *
 * <pre>
 *   lane ── append ──► Writer ── BEGIN IMMEDIATE ──► GroupAppend ─► StreamRecord   what the log knows of a stream
 *                        │  one connection,             │  └──────► AppendPlan     the rules, in core
 *                        │  one lock                    └─────────► EventInsert    the rows
 *                        └─ COMMIT: durable, or all of it undone
 *
 *   reader ── read ──► Readers ─► EventQueries ─► SequencedEventMapper     a pool beside the writer; neither waits
 *                                                                          for the other
 *   open ──► DatabaseFile ─► Schema (Flyway)
 * </pre>
 *
 * <p>Nothing about a stream is remembered between two appends, so that several processes may use one file: whoever holds
 * SQLite's write lock reads the truth first, then writes.
 */
@NullMarked
package com.stateset.sequencer.sqlite;

import org.jspecify.annotations.NullMarked;
