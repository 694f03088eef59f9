/**
 * Payloads encrypted end to end (PROTOCOL section 7): the author encrypts for named recipients, the sequencer orders, proves and stores
 * what it cannot read.
 *
 * <pre>
 *   author:     Event (clear) ── Recipients.encrypt ──► Event (Payload.EndToEnd) ──► signed, sent
 *   sequencer:  EncryptedPayload ── Ciphertext.of ──► shape, payload_cipher_hash ──► stored as it is
 *   recipient:  Event (Payload.EndToEnd) ── EventDecryptor ──► Opened, or Unreadable with the reason
 * </pre>
 *
 * <p>The pieces are a library's: X25519 and HPKE (RFC 9180) are BouncyCastle's, AES-GCM is the platform's. What stands here is how they are
 * put together, and what is hashed.
 */
@NullMarked
package com.stateset.sequencer.encryption;

import org.jspecify.annotations.NullMarked;
