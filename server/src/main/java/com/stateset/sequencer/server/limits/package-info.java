/**
 * How many calls those who are known may make.
 *
 * <pre>
 *   http.Authenticator ─► RateLimits ─► BucketTable (one for tenants, one for keys) ─► bucket4j
 *                              └─► RateVerdict
 * </pre>
 */
@org.jspecify.annotations.NullMarked
package com.stateset.sequencer.server.limits;
