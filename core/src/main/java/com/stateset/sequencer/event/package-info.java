/**
 * The values of an event log. Constructing one proves it valid; all are immutable.
 *
 * <pre>
 *   NewEvent ──admission──► Event ──append──► SequencedEvent     what was asked for, what was found valid, what stands in the log
 *                 └─ or Rejection ─┐  │
 *                                  ▼  ▼
 *                                Outcome = Accepted | Duplicate | Rejected     one per event, in the order sent
 *
 *   StreamId   which log                    EntityRef   what an event is about
 *   Payload    Clear | Encrypted | Erased   Authorship  Unsigned | Signed      VesHashes   what is hashed, and how
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.event;

import org.jspecify.annotations.NullMarked;
