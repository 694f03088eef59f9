/**
 * Keys and signatures: Ed25519 (RFC 8032), as PROTOCOL section 3 uses it.
 *
 * <pre>
 *   SigningKey (seed) ─┬─► AgentSigner ─► signed NewEvent ─► admission ── SignatureVerifier ──► Event
 *                      └─► the sequencer's keys ─► receipts, commitments, key directories
 * </pre>
 *
 * <p>One verdict on every signature, whatever the library: {@link com.stateset.sequencer.crypto.PublicKeyCheck} for keys,
 * cofactorless verification for signatures, and edge cases that every verifier is tried with.
 *
 * <p>The cryptography itself is a library's: Amazon's Corretto provider if an application adds it, Bouncy Castle's or, without
 * it, the JDK's. What is looked at before a library is
 * asked, the encoding of points and the order of keys, is looked at here.
 * {@link com.stateset.sequencer.crypto.SignatureVerifier} is the port where an application plugs in a faster one.
 */
@NullMarked
package com.stateset.sequencer.crypto;

import org.jspecify.annotations.NullMarked;
