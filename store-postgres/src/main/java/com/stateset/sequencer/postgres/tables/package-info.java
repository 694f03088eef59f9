/**
 * The small tables that the processes on one database share. Not exported; public for the store that composes them.
 *
 * <pre>
 *   StoredIdentity ─ IdentityQueries   sequencer_identity (at most one row), sequencer_keys: who sequences, with which keys
 *   Leases ───────── LeaseQueries      leases: which process does what, until when by the database's clock
 *   ApiKeyTable ──── ApiKeyQueries     api_keys: whom a server lets in; looked up by the hash for each call, never remembered
 *   SnapshotTable ── SnapshotQueries   snapshots: folded states, which may be dropped at any time and are made again
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.postgres.tables;

import org.jspecify.annotations.NullMarked;
