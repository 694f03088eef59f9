/**
 * The append: the only writer of events and heads. Not exported; {@code Appender} and {@code AppendSessions} are public for the
 * store that composes them.
 *
 * <pre>
 *   append(group) ─► Appender ── heads and versions known? ── yes ─► FENCED: one statement, autocommit
 *                       │                                              move heads and trees from the expected values,
 *                       │                                              insert rows
 *                       │                                                │ fence lost, id or version taken
 *                       └──────────────── no ────────────────────────────▼
 *                                                             LOCKED: one transaction
 *                                                               lock heads ─► read facts ─► check trees, bring those up
 *                                                               that are behind ─► the same statement
 *
 *   AppendSessions ── AppendSession   a connection with the settings an append relies on, whatever its data source does
 *                        └─ WriteStatement ─ HeadFence   the statement of both ways: heads that move if all are where they should be,
 *                                          └ RowColumn   and the columns it fills
 *   StreamCaches ──── StreamCache     heads, right edges and entity versions as of this process's last append; taken out for an append,
 *                                     put back after it
 *
 *                     FencedStreamState     what a plan is made from
 *                      ▲             ▲
 *        CachedStreamState         LockedStreamState ◄── StreamStateQueries
 *        (guessed)                 (read under the lock)
 * </pre>
 *
 * <p>Both ways write with the same statement: it moves each head only from the value and the root the plan expected, and only at
 * the key epoch the plan expected. Under the lock that always holds; without it, it tells whether what was cached is still true. ADR 0003
 * has the reasons and the figures.
 */
@NullMarked
package com.stateset.sequencer.postgres.append;

import org.jspecify.annotations.NullMarked;
