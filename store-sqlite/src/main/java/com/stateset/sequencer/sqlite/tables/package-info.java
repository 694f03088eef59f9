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
 *
 * <p><b>What can race.</b> Two processes that change the same row. The rule for both is in the statement that writes, not in a look before
 * it: a moment that is set stays ({@code revoked_at is null}), a row that is there stays ({@code on conflict do nothing}), a value is
 * replaced only if it is still the one that was read. What stands afterwards is read in the same transaction and returned, so that
 * the one that came too late learns what holds.
 *
 * <p><b>Damage.</b> A row that cannot be made a value is reported with its name and never passed over: a key that is left out, or a
 * revocation, would change what the log accepts.
 */
@NullMarked
package com.stateset.sequencer.sqlite.tables;

import org.jspecify.annotations.NullMarked;
