/**
 * Payloads at rest: sealed before they are stored, opened when they are read.
 *
 * <pre>
 *   Admission ──► PayloadEncryption.seal ──► AdmittedEvent.stored ──► lane ──► EventStore
 *                     │ PayloadKeyring: the tenant's keys, current first          │ rows: clear, sealed or erased
 *                     │ Envelope: AES-256-GCM, bound to the event                 ▼
 *   readers   ◄── PayloadEncryption.open ◄──────────────────────────────── SealedEventStore
 *                                           Reencryption ◄────────────────── raw rows
 * </pre>
 *
 * <p>Hashes, leaves and signatures are over the clear payload and do not know of this.
 */
@NullMarked
package com.stateset.sequencer.sealing;

import org.jspecify.annotations.NullMarked;
