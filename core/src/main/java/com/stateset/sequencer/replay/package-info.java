/**
 * History folded into values: replay, time travel, snapshots, and events as Java types.
 *
 * <pre>{@code
 * EventTypes<OrderEvent> types = EventTypes.<OrderEvent>builder()
 *         .type("order.placed", 2, OrderPlaced.class)
 *         .upcast("order.placed", 1, payload -> payload.put("currency", "USD"))      // version 1 as version 2
 *         .type("order.paid", OrderPaid.class)
 *         .build();
 * Fold<Order> order = types.fold(() -> Order.NONE, (state, event) -> state.after(event.value()));
 *
 * Order then = orders.stateAt(1000, order);
 * Order now = orders.replay()
 *         .snapshots(Snapshots.of("order", 1, SnapshotCodec.json(Order.class), snapshotStore))...
 * }</pre>
 *
 * <pre>
 *   StreamReplay ─► pages of the store, read ahead ─► Fold ─► state
 *        │                                             ▲
 *        └─ Snapshots: where to begin                  └─ EventTypes: payload ─► upcasts ─► Java record
 * </pre>
 *
 * <p>Stored bytes are never changed: an upcast happens between reading and mapping, each time. Snapshots can be thrown away at
 * any time: they only save time.
 *
 * <p>Types of a named module must be open to Jackson: {@code opens my.events to com.fasterxml.jackson.databind;}
 */
@NullMarked
package com.stateset.sequencer.replay;

import org.jspecify.annotations.NullMarked;
