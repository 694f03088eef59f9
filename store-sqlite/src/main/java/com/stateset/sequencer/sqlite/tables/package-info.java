/**
 * Small tables that stand by themselves: keys of agents, keys of the API, who sequences, leases, snapshots.
 *
 * <pre>
 *   SqliteAgentKeys   SqliteApiKeys   SqliteIdentity   SqliteLeases   SqliteSnapshots
 *          └───────────────┴───────┬───────┴────────────────┴───────────────┘
 *                                  ▼
 *                            SqliteDatabase      reads beside the writer, writes in small transactions
 * </pre>
 *
 * <p>Nothing is remembered here: each call reads what is committed, so several processes may share the file. A change that
 * depends on what is there reads it in the transaction that writes.
 */
@NullMarked
package com.stateset.sequencer.sqlite.tables;

import org.jspecify.annotations.NullMarked;
