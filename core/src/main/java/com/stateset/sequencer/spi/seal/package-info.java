/**
 * The keys of sealed payloads, as stores keep them: one or more per entity, wrapped by a key of the tenant that no store knows.
 *
 * <pre>
 *   AppendBatch ── BatchSeal ── new DataKeys, and the number of erasures as of which its keys are good
 *                                  │ in the transaction of the append                 ▲ compared there with the stream's own
 *                                  ▼                                                  │
 *                               DataKeyStore ◄── find, to read ── SealedEventStore    record of an erasure: the entity's keys go
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.spi.seal;

import org.jspecify.annotations.NullMarked;
