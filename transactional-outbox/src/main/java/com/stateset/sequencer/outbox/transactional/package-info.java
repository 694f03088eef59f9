/**
 * Joining the application's transaction: events are rows of the application's own database until a relay has brought them to the log.
 *
 * <pre>
 *   application ── its transaction ── TransactionalOutbox.in(connection).append ──► OutboxTransaction   lock per entity, insert
 *                                                                                        │
 *                                               sequencer_transactional_outbox  ◄────────┘  visible with its commit
 *                                                             │
 *   OutboxRelay ──► RelayLoop ──► RelayRound ── claim, read ──┘
 *   thread, health   turns         │   └─ delete, reject, block
 *                                  └─► UnitSender ──► Sequencer.ingest, chained
 *
 *   TransactionalOutbox.retry, rebase, discard ──► RowSettlement        the same claim as a round
 *                      .receiptOf                                       the row, or else the log
 *
 *   RowTable   one stream's statements        TransactionalDialect   locks, claims and types of PostgreSQL and SQLite
 * </pre>
 *
 * <p><b>Who owns which state.</b> The table owns all of it; nothing is remembered between two rounds but how long to wait after a
 * failure. The application owns connections, transactions and pools.
 *
 * <p><b>What must hold after every transaction.</b>
 * <ul>
 *   <li>A committed event has a row, or stands in the log, or was discarded.
 *   <li>Of one entity, a later place is a later commit.
 *   <li>A rejected or blocked row is in no relay's hand, and its event is not in the log.
 *   <li>Nothing is sent behind a rejected or blocked row of its entity.
 * </ul>
 */
@NullMarked
package com.stateset.sequencer.outbox.transactional;

import org.jspecify.annotations.NullMarked;
