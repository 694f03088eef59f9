/**
 * The HTTP client of everything that talks to a sequencer's server, with the one retry policy.
 *
 * <pre>
 *   agent (HttpTransport)   import (Importer)   verifier (RemoteHistory)   key registration
 *            └──────────────────┴─────┬──────────────┴──────────────────────────┘
 *                                     ▼
 *                  SequencerClient ──► RemoteLog: checkpoint, tiles
 *                        │                 │
 *                        ▼                 ▼
 *                    HttpCalls ── Retries: pauses, Retry-After, the deadline (Failsafe)
 *                        │
 *                        ▼
 *                  java.net.http ── AnswerBody: so many bytes ──► the protocol's records
 *                        └───────── CallFailures ─► TransportException
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.protocol.http;

import org.jspecify.annotations.NullMarked;
