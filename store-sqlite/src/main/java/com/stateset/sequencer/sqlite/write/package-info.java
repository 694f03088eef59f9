/**
 * What is done under the write lock: the prepared statements of an append, and the append itself.
 *
 * <pre>
 *   GroupAppend ──► StreamRecord ──► EventLookup       what the log knows: head, stored events, versions, commands
 *       │                 └────────► SqliteTenantKeys ──► AgentKeyLookup ──► SqliteAgentKeyMapper
 *       ├─► AppendPlan (core)        decides, and knows no database
 *       ├─► EventInsert              the rows
 *       ├─► StreamTable ──► StoredEdge       head and tree, moved by one statement
 *       ├─► HistoryNodes             the hashes that the group completes
 *       └─► TreeCatchUp              a tree that is behind its head, a page at a time
 *
 *   WriteSession owns the connection and every statement above; SqliteWriter lends it to one thread at a time
 * </pre>
 *
 * <p><b>What must hold.</b> Everything here runs between {@code begin immediate} and the end of that transaction, so what is read
 * is true until the commit. A statement keeps nothing from one transaction to the next; a session whose transaction has failed
 * in a way that could leave something behind is closed with its connection.
 *
 * <p><b>What can race.</b> Nothing inside: one thread has the session. Outside there are other processes' transactions, which
 * come before or after, never between.
 */
@NullMarked
package com.stateset.sequencer.sqlite.write;

import org.jspecify.annotations.NullMarked;
