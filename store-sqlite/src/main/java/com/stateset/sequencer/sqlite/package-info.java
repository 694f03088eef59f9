/**
 * The embedded store: all streams in one SQLite file, or in memory.
 *
 * <pre>
 *   SqliteEventStore ── composes
 *      ┌───────────┬───────────┬───────────┬───────────┬───────────┐
 *      ▼           ▼           ▼           ▼           ▼           ▼
 *    write       history     read       commit      tables     projection
 *    GroupAppend trees,      pages,     chain of    keys,      builds and
 *                heads log   leaves     commit-     identity,  checkpoints
 *      ▲           │  │        ▲        ments       leases     │
 *      ├───────────┘  │        └───────────┤           │       │
 *      │              ▼                    ▼           ▼       ▼
 *      └────────── connection   ◄── one door: SqliteDatabase, Readers, EventSchema
 * </pre>
 *
 * <p>Only this package is exported; what is public in the others is public for the rest of this module.
 *
 * <p><b>Two ways in.</b> An append goes lane by lane to the one writer, {@code begin immediate}, and is durable at the commit or
 * undone as a whole. A read takes a connection of a pool beside it; neither waits for the other.
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
 * prepared statements only. {@code SqliteDatabase} is the one door: every part of the store reads
 * through its {@code Readers} and writes through its writer, so that closing it closes all of them.
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
