/**
 * The offline agent on the command line: {@code agent init, append, sync} and what belongs to it.
 *
 * <pre>
 *   append, rebase, discard … ──► AgentHome ──► SqliteOutbox          DIR/outbox.db
 *                                     │            ▲                  DIR/signing-key, DIR/api-key: for the owner only
 *   push, pull, sync ─► SyncAttempt ──────┘            │
 *                          └───► SyncAgent ────────┴──► HttpTransport ──► server
 * </pre>
 *
 * <p>{@code folder} has what all of them share; {@code key}, {@code settle} and {@code recover} have the commands that belong together.
 *
 * <p>Every command runs in {@link com.stateset.sequencer.cli.agent.folder.AgentOptions}, which turns failures into a sentence and
 * an exit code.
 */
@NullMarked
package com.stateset.sequencer.cli.agent;

import org.jspecify.annotations.NullMarked;
