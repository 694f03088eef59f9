/**
 * How processes hear of each other's events without looking. Not exported; public for the store that composes it.
 *
 * <pre>
 *   append ─► PgHeadNotifier ── 25 ms, all streams ──► pg_notify ══► PgHeadListener ─► subscriptions
 *             (any process)      PgHeadPayload          channel       (every process with a pool of its own)
 *                                                  sequencer_heads
 * </pre>
 *
 * <p>A hint and nothing more. A notification may be lost, late, doubled or forged by another client of the database: it says only
 * that it may be worth looking, and what is found is what the tables hold. So nothing here is waited for, retried or made durable.
 */
@NullMarked
package com.stateset.sequencer.postgres.heads;

import org.jspecify.annotations.NullMarked;
