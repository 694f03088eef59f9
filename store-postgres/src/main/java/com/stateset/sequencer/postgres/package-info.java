/**
 * The event store on PostgreSQL 15 and later: its public face. Everything else is in packages that the module does not export;
 * what is public there is public for the other packages of this module only.
 *
 * <pre>
 *   PostgresEventStoreBuilder ── opens ──► PostgresEventStore
 *                                            │ composes
 *      ┌──────────┬──────────┬──────────┬────┴─────┬──────────┬──────────┬──────────┐
 *      ▼          ▼          ▼          ▼          ▼          ▼          ▼          ▼
 *   append     history     read      commit      keys      tables      heads    projection
 *   Appender   Stream-     Event-    Commitment- AgentKey- identity,   Pg...    builds and
 *              Histories   Reader    Chain       Registry  leases,     Notifier, checkpoints
 *      │          │          │          │          │       snapshots   Listener    │
 *      ├─► history (trees)   │          │          │          │          │         │
 *      ├──────────┼──────► keys (snapshots of agents' keys)   │          │         │
 *      ├──────────┼──────────┼──────────┴─► streams           │          │         │
 *      │          │          │            (short keys)        │          │         │
 *      ├──────────┴──────────┴─────────────────┴─► rows       │          │         │
 *      │                                   (forms of columns) │          │         │
 *      └───────────────────────────────────────────┴─► connection ◄──────┴─────────┘
 *                                     (transactions, time limits, errors, schema)
 * </pre>
 *
 * <p>{@code replica} stands before {@code read} where the store has a read replica, and decides for each page which of the two databases it
 * is read from.
 *
 * <p>Who owns which state:
 *
 * <ul>
 *   <li>The <b>log</b> ({@code events}, {@code stream_heads}, {@code stream_ids}) is written by {@code append} alone. What
 *       makes a commitment reads it and does not lock it.
 *   <li>The <b>trees</b> over the log ({@code tree_size}, {@code right_edge} and {@code tree_root} beside each head, {@code
 *       history_nodes}) move with it, in the same statement. {@code history} reads them, and writes them in one case: under the
 *       lock, where a version of before has moved a head without its tree. It owns what was signed ({@code
 *       history_checkpoints}) and the log of heads ({@code heads_log}, {@code heads_log_state}, stream 0 of the nodes).
 *   <li>The <b>chain</b> ({@code commitments}, {@code commitment_tips}, {@code commitment_tiles}) is written by {@code commit}
 *       alone. Its end moves by compare-and-set.
 *   <li>The <b>keys of agents</b> ({@code agent_keys}, {@code key_epochs}) are changed by {@code keys}, which also raises the
 *       {@code key_epoch} of the tenant's heads: the one other column of the log that another package writes.
 *   <li>What a <b>process</b> remembers (heads, entity versions, short keys, snapshots of agents' keys) is never an authority. It
 *       is a guess, checked by the statement that uses it, and may be dropped at any moment.
 * </ul>
 *
 * <p>All tables are in the schema {@code sequencer}, but those of projections, which are in {@code projections}. The scripts that
 * make them lie beside this package, in {@code migration}.
 */
@NullMarked
package com.stateset.sequencer.postgres;

import org.jspecify.annotations.NullMarked;
