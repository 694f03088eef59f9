/**
 * The HTTP server: PROTOCOL section 5 on Javalin, to be embedded.
 *
 * <pre>
 *   SequencerServer.builder() ──► SequencerServer ──► Javalin, Jetty
 *                                       │
 *   request ──► Routes ──► http.Api: 401, 403, 503 ─► Authenticator ─► Principal
 *                             ├─► ingest ────────┐
 *                             ├─► events ────────┤
 *                             ├─► commitments ───┼─► Sequencer ──► a record of the protocol module ──► http.Answer
 *                             ├─► keys ──────────┤
 *                             ├─► projections ───┤
 *                             └─► identity ──────┘
 *
 *   whatever is thrown on the way ──► http.Errors (JettyErrors for what Jetty refuses) ──► {"error":{…}}
 * </pre>
 *
 * <p>The packages of the resources know {@code http} and the protocol, and not each other. Public is what is in this package; their
 * classes are public for it alone.
 */
@NullMarked
package com.stateset.sequencer.server;

import org.jspecify.annotations.NullMarked;
