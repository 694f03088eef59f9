/**
 * States of folds, kept so that a replay need not begin with the first event. A cache: losing one costs time, nothing else.
 *
 * <pre>
 *   replay ── latest(key, position) ──► SnapshotStore     MemorySnapshots, or the event store's own (EventStore.snapshots)
 *      │                                    │
 *      │ ◄── Snapshot: the state, the leaf of the last event in it, the erasures that were known ──┘
 *      └── the leaf stands no longer there, or an erasure came since: not used; the replay begins earlier
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.spi.snapshot;

import org.jspecify.annotations.NullMarked;
