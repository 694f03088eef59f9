/**
 * The keys that JSON web tokens are verified with. What a token says is read in {@code server.http}.
 *
 * <pre>
 *   secret, PEM, JWKS → JwtKeys ── TrustedKey (one key, one algorithm) ── EdDsaVerifier
 * </pre>
 */
@org.jspecify.annotations.NullMarked
package com.stateset.sequencer.server.jwt;
