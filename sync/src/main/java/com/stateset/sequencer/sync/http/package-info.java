/**
 * The agent's way to a server over HTTP.
 *
 * <pre>
 *   SyncAgent ─► HttpTransport ───────► protocol.http.SequencerClient ─► server
 *                    │ onGrowth                     ▲
 *                    └─► EventStreamWakeup ─────────┘ GET /events/stream
 *                          └─ EventScanner: that something came is all that matters
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.sync.http;

import org.jspecify.annotations.NullMarked;
