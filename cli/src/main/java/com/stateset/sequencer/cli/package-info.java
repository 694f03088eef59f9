/**
 * The commands beside the server: a file into a stream, checking and proving what is in one, an agent that syncs with one,
 * and the tour of the library.
 *
 * <pre>
 *   import ─► ImportCommand ── ConnectionOptions, FileOptions ──► ingest.Importer ◄── rows.RowReader ◄── FILE
 *                  │                                                    │
 *                  ▼                                                    ▼
 *             ImportSummary (standard output), ImportOnTerminal     POST /api/v1/events/ingest
 *
 *   verify-stream, prove ─► SourceOptions (a server, or StoreOptions) ─► verify.bundle.ProofSource    verify-proof ─► BundleCheck
 *   backfill-ves-state-roots, migrate ─► StoreOptions ─► a store
 *
 *   agent … ─► cli.agent: an outbox and its SyncAgent, one subcommand for each thing one does with them
 *
 *   keys, agents keys ─► cli.keys, cli.agents: the API keys of a server, and the keys of its agents, over HTTP
 *
 *   streams, export-events, doctor ─► PlaceOptions (a server, or StoreOptions) ─► cli.streams, cli.doctor
 *   backup, restore ─► cli.backup: the event file of a server on SQLite
 *
 *   demo ───► DemoCommand ──► ShopTour: a day of a shop (ShopDay), told in chapters on a Sequencer over SQLite
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.cli;

import org.jspecify.annotations.NullMarked;
