/**
 * The one door to the file: where to read, where to write, and how a failure is said.
 *
 * <pre>
 *   every part of the store ──► SqliteDatabase ─┬─► Readers ◄── PooledReaders   a connection per reading thread
 *                                               │            ◄── InTurns         in memory: the writer's, in turns
 *                                               ├─► SqliteWriter ──► WriteSession   one connection, one lock
 *                                               └─► EventSchema   what the file must hold; failures in words
 * </pre>
 *
 * <p><b>Who owns what.</b> The database owns readers and writer and closes both, readers first. It owns one bit of state,
 * whether it is closed, which is set once and never cleared.
 */
@NullMarked
package com.stateset.sequencer.sqlite.connection;

import org.jspecify.annotations.NullMarked;
