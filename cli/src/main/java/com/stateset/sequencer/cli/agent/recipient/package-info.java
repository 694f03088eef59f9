/**
 * Payloads encrypted end to end, on the command line: whom an agent encrypts for, and with what it reads.
 *
 * <pre>
 *   agent key encryption ──► EncryptionKeyFiles (private keys, 0600) ──► agent log --decrypt
 *   agent recipients ──► RecipientBook (others' public keys, verified once) ──► agent append --encrypt-to
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.cli.agent.recipient;

import org.jspecify.annotations.NullMarked;
