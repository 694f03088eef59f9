/**
 * Everything that only reads events. Not exported; {@code EventReader} is public for the store that composes it.
 *
 * <pre>
 *   EventReader ─► Database.read (one transaction) ─► EventQueries ─► EventMapper       an event of a row
 *     page, find, history, streams, heads                         └─► StreamHeadMapper  a stream and how far it has come
 * </pre>
 *
 * <p>Readers take no locks on heads and use nothing that a process remembers: they name a stream by its tenant and its store, and
 * the statement finds its short key itself. So they are right on a database that was restored a moment ago.
 */
@NullMarked
package com.stateset.sequencer.postgres.read;

import org.jspecify.annotations.NullMarked;
