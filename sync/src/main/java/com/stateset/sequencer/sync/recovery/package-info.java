/**
 * The way back from a server that has lost history: values that the agent, the outbox and an application exchange.
 *
 * <pre>
 *   SyncAgent.recovery() ──► Recovery          what the server has, and each LostEvent that it has not: nothing is changed yet
 *                               │ accept
 *                               ▼
 *   NewHistory ──► SyncJournal.recover   one transaction: the replica ends at the last common event, lost events wait to be
 *                               │                sent again in their old order, the new sequencer is the one that is trusted
 *                               ▼
 *   SyncAgent.syncOnce ──► the queue goes out as always: every id once
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.sync.recovery;

import org.jspecify.annotations.NullMarked;
