/**
 * Everything that only reads events. Not exported; {@code EventReader} is public for the store that composes it.
 *
 * <pre>
 *   EventReader ─► ReadAccess ─┬─► PageRead ─► EventSelect ─► EventRow     a page, an event, an entity's history: plain JDBC, the hot way
 *                              │       └─► Halving                         where a version, or a moment, begins
 *                              └─► EventQueries ─► StreamHeadMapper, EntityKeyRow   lists of streams, and what contradicts itself
 * </pre>
 *
 * <p>Readers take no locks on heads and use nothing that a process remembers: they name a stream by its tenant and its store, and
 * the statement finds its short key itself. So they are right on a database that was restored a moment ago.
 */
@NullMarked
package com.stateset.sequencer.postgres.read;

import org.jspecify.annotations.NullMarked;
