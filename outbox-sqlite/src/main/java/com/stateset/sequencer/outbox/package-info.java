/**
 * The offline agent's side in one SQLite file, which may be the application's own.
 *
 * <pre>
 *   application ── append ──────────────────► SqliteOutbox ─► EventAuthor      hashes; signs on all cores, ahead of the inserts
 *       │                                         │
 *       └─ its own transaction ── append(c, …) ───┤
 *                                                 ▼
 *   SyncAgent ──► SqliteJournal ─────────► OutboxDatabase: one writer, BEGIN IMMEDIATE; one reader beside it
 *                                                 │
 *        ┌──────────────┬──────────────┬──────────┴───┐
 *    AppendEvents       TakeBatch        RecordOutcomes      ConflictResolver     what one call does, in one transaction
 *        └──────────────┴──────┬───────┴──────────────┘
 *                          EntityBlocker                              order within an entity
 *                              │
 *    EventTable  own events    HeadTable  how far it has come    ReplicaTable  what was pulled    PinTable  trusted keys
 *                                                                ScopeTable  what is followed, hashes for the rest
 * </pre>
 *
 * <p>Nothing is remembered between two calls, so that several processes may use one file.
 *
 * <p><b>Two kinds of rows.</b> Own events stand in {@code sequencer_outbox_events} from the moment they
 * are appended, whatever becomes of them. Events of the stream, own ones and others', stand in {@code
 * sequencer_replica_events} once they were pulled and verified. An own event that was pulled stands in
 * both.
 *
 * <p><b>Who owns which state.</b> The file owns all of it. {@link com.stateset.sequencer.outbox.connection.OutboxDatabase} owns the two
 * connections; the tables are thin objects made for one call, each over the {@link com.stateset.sequencer.outbox.connection.Session} of the
 * transaction that the call runs in. What one call does is a class of its own, so that a transaction can
 * be read from top to bottom.
 *
 * <p><b>What can race.</b> The agent works with what earlier calls have told it, and another process may have gone on since. So every call of
 * {@code SqliteJournal} that changes something looks in its own transaction at what it relies on, and does less, or says so, where that
 * is no longer there:
 *
 * <pre>
 *   record     an outcome that another process has recorded stays; another place for the same event is a mismatch
 *   setAside   only if the replica reaches far enough to show the absence, and nobody has sent the events since that look
 *   apply      what the replica has already is passed over, and must be the same where the two meet; a page of a scope is added whole
 *              or not at all
 *   shown      a device's mark moves on only from the one that was to come next
 * </pre>
 *
 * <p><b>Order within {@code apply}.</b> First the rows, then the edge over their leaves, the cursor, the own events that were found among
 * them, and erasures last: one that came with this page may be of an event that the same page has just accepted.
 *
 * <p><b>What must hold after every transaction.</b>
 * <ul>
 *   <li>The replica has no gap: it holds the events from the first to {@code pulled_through}, or hashes that stand for those that
 *       are not in its scope.
 *   <li>The events of an entity that are still to be sent go in their order; none overtakes a rejected
 *       or blocked one.
 *   <li>Those events of a command that are not accepted yet go together, or wait together.
 *   <li>What may have reached the server is marked so ({@code unanswered > 0}), before it is sent.
 * </ul>
 */
@NullMarked
package com.stateset.sequencer.outbox;

import org.jspecify.annotations.NullMarked;
