/**
 * The outbox's file as connections: how it is opened, written and read, whatever stands in its tables.
 *
 * <pre>
 *   OutboxDatabase ──┬── write(work)   one transaction at a time; waits for other processes ──┐
 *                    └── read(work)    what is committed; waits for no writer ────────────────┼──► Session ──► the file
 *   JoinedTransaction ── run(work)     within a transaction of the application, on its        │    statements by their text,
 *                                      own connection; neither committed nor closed here ─────┘    each prepared once
 *   OutboxSchema         the version of the tables, and what failures of the file are called
 * </pre>
 *
 * <p>Work is given a session for one call and keeps none. It is the same work for each of the three ways, so an append is written once, and does
 * not know whose transaction it is in.
 */
@NullMarked
package com.stateset.sequencer.outbox.connection;

import org.jspecify.annotations.NullMarked;
