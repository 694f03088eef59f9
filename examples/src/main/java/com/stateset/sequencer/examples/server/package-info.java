/**
 * The HTTP server: PROTOCOL section 5 on Javalin.
 *
 * <pre>
 *   environment, options ──► ServerConfig ──► SequencerServer ──► Javalin, Jetty
 *                                                   │
 *   request ──► Routes ──► Authenticator ──► RequestBody ──► IngestRequestReader ──► Sequencer ──► ReceiptJson ──► answer
 *                  │            401             413            EnvelopeReader: 400
 *                  ├─────────────────────────► Query: 400 ──────────────────────► EventStream ──► EventJson ───► answer
 *                  └─► Readiness ──► store
 *
 *   whatever is thrown on the way ──► Errors (JettyErrors for what Jetty refuses) ──► {"error":{…}}
 * </pre>
 *
 * <p>Calls run on Jetty's threads, one thread per call, and wait there for their outcome.
 */
@NullMarked
package com.stateset.sequencer.examples.server;

import org.jspecify.annotations.NullMarked;
