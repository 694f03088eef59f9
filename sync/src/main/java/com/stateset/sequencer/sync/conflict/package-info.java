/**
 * Conflicts, and who settles them: an agent wrote an event on top of a version of an entity, and another agent was faster.
 *
 * <pre>
 *   Outbox.conflicts, Replica ──► Conflicts.of ──► Conflict: mine, theirs, the event before, the chain behind
 *                                                     │
 *                     ConflictHandler.settle ◄────────┘      a program's own, or ConflictPolicies: by entity type
 *                               │                                                └─ JsonMerge
 *                               ▼
 *                           Settlement: theirs | mine | merge | ask
 *                               │
 *   ConflictSettler ────────────┴──► Outbox.discard, rebase, rebase(payload): one transaction each
 * </pre>
 *
 * <p>Nothing is settled behind an application's back: without a handler, a rejected event waits, and so does what was written on top of it.
 */
@NullMarked
package com.stateset.sequencer.sync.conflict;

import org.jspecify.annotations.NullMarked;
