/**
 * Reads that go to a read replica, where it holds all that the primary does. Not exported; {@code ReplicaReads} is public for the store
 * that composes it.
 *
 * <pre>
 *   ReplicaReads ─► WalPosition.ofPrimary                    how far the primary has come
 *        ├────────► ReachedReads ─► WalPosition.stateOf      has this replica come as far? then read, in the same transaction
 *        └────────► EventReader of the primary               if not
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.postgres.replica;

import org.jspecify.annotations.NullMarked;
