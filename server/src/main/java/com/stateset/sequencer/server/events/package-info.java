/**
 * Reading streams: {@code /events}, {@code /events/scoped}, {@code /events/{event_id}}, {@code /head}, {@code /entities/…} and the server-sent events of
 * {@code /events/stream}.
 *
 * <pre>
 *   EventRoutes ──► one page of the store: so many events, or so many bytes
 *   ScopedRoute ──► ScopedReader: pages of the store, of which some events are kept and the others hashed
 *   EventStreamRoute ──► EventStreamWriter: one per client, on the thread of its call
 *                          └──► EventWindow: what waits for the client, in bytes ──► StreamMemory: of all clients
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.server.events;

import org.jspecify.annotations.NullMarked;
