/**
 * Payloads at rest: sealed before they are stored, opened when they are read.
 *
 * <pre>
 *   Admission ──► SealedEventStore.seal ──► AppendBatch with its BatchSeal ──► lane ──► SealedEventStore.append ──► EventStore
 *                     │ SealingKeys: a data key per entity                        │ sealed anew if an entity      │ rows: clear,
 *                     │ AesGcmEnvelope: bound to the event                        │ was erased meanwhile          │ sealed or erased
 *                     │ PayloadKeyring: the tenant's keys, which wrap these                                       ▼ data keys, wrapped
 *   readers   ◄── SealedPayloads.open ◄── DataKeys: found by id, unwrapped, remembered ◄──────────────────────── SealedEventStore
 *                                           Reencryption ◄──────────────────────────────────────────────────── raw rows
 * </pre>
 *
 * <p>What was sealed before there were data keys (envelopes of version 1) is opened with a key of the tenant. Snapshots still are.
 *
 * <p>Hashes, leaves and signatures are over the clear payload and do not know of this.
 */
@NullMarked
package com.stateset.sequencer.sealing;

import org.jspecify.annotations.NullMarked;
