/**
 * The offline agent: what happens here is kept here first, and goes to the server when there is one.
 *
 * <pre>
 *   application ── append ──► Outbox ◄───────────────── SyncJournal ─────────────┐
 *        ▲                    │   the local file        what the agent may do    │
 *        │                    │                         with it                  │
 *        └── Replica ◄────────┘                                              SyncAgent
 *            what was pulled                                                     │
 *                                                                                ▼
 *   Pusher   take a batch, mark it ─► Transport.push ─► record each outcome      │   one batch in flight,
 *            (before it leaves)       same bytes again if the answer is lost     │   cut only between commands
 *   Puller   Transport.pull from the last event held ─► PageVerifier ─► apply    │   page, cursor and right edge
 *            (one event overlaps)                             │                  │   in one transaction
 *                    Transport.history: signed head ─► TrustedHistory: our root? │
 *                                                                                ▼
 *                                                               HttpTransport ─► server
 *                                                               EventStreamWakeup ◄── its event stream: something is new
 *
 *   Poison candidates get no proper answer: others go on, the pull that follows shows whether they were stored
 *
 *   an event:  pending ──► accepted(sequence, receipt)
 *                 │ ▲
 *                 │ └──────── retry ◄── rejected(reason) ──► rebase: replaced by a new event in its place
 *                 ▼                        │
 *              blocked ◄── its entity's ───┴──► discarded
 *              (behind a rejected one; goes on when that one has been dealt with)
 * </pre>
 *
 * <p>This package holds what an application and an outbox see: the ports ({@link com.stateset.sequencer.sync.Outbox}, {@link
 * com.stateset.sequencer.sync.SyncJournal}, {@link com.stateset.sequencer.sync.Replica}, {@link
 * com.stateset.sequencer.sync.Transport}) and their values. {@code sync.agent} holds the machine, {@code sync.http} the transport.
 *
 * <p>The server is not trusted. Its keys are pinned at the first contact; pulled events are checked against their hashes, their
 * authors' signatures, the sequencer's receipts and everything that is already held, before any of them is kept. The tree over all
 * that is held is compared with the head that the server signs, at every sync: an event that was altered, dropped, inserted or moved, wherever
 * it stands, makes it another root. What does not fit is a {@link com.stateset.sequencer.error.HistoryMismatchException}, and the local
 * data stays as it was; two heads that the server's key has signed and that contradict each other are {@linkplain
 * com.stateset.sequencer.protocol.history.EquivocationEvidence evidence} that convinces others, too. Not checked, because
 * no hash covers them: {@code command_id}, metadata, tags and {@code sequenced_at}; and whether a key was still valid when its event was
 * sequenced, because only the sequencer's clock could tell.
 */
@NullMarked
package com.stateset.sequencer.sync;

import org.jspecify.annotations.NullMarked;
