/**
 * The HTTP server: PROTOCOL section 5 on Javalin.
 *
 * <pre>
 *   environment, options ──► ServerConfig ──► SequencerServer ──► Javalin, Jetty
 *                                                   │
 *   request ──► Routes ──► Api, Authenticator: 401, 503
 *                             │
 *                             ├─► IngestRoutes ─────► RequestBody: 413 ──► EnvelopeReader: 400 ──┐
 *                             ├─► EventRoutes ──────► Query: 400 ───────────────────────────────┤
 *                             ├─► CommitmentRoutes ─► body or query ────────────────────────────┼─► Sequencer ──► …Json ──► answer
 *                             ├─► ProofRoutes ──────► body or query ────────────────────────────┤
 *                             ├─► AgentKeyRoutes ───► body or query ────────────────────────────┤
 *                             └─► IdentityRoutes ───────────────────────────────────────────────┘
 *               HealthRoutes ──► Readiness ──► store
 *
 *   whatever is thrown on the way ──► Errors (JettyErrors for what Jetty refuses) ──► {"error":{…}}
 * </pre>
 *
 * <p>Calls run on Jetty's threads, one thread per call, and wait there for their outcome.
 */
@NullMarked
package com.stateset.sequencer.server;

import org.jspecify.annotations.NullMarked;
