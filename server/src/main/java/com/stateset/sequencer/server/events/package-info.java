/**
 * Reading streams: {@code /events}, {@code /events/{event_id}}, {@code /head}, {@code /entities/…} and the server-sent events of
 * {@code /events/stream}.
 *
 * <pre>
 *   EventRoutes ──► PagedEvents (StreamEvents, EntityEvents): read while they are written
 *   EventStreamRoute ──► EventStreamWriter: one thread per client
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.server.events;

import org.jspecify.annotations.NullMarked;
