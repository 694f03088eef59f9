/**
 * Where calls come from.
 *
 * <pre>
 *   http.Authenticator, http.AnchorAccess ─► ClientAddress (the connection's, or the one that a trusted proxy names) ─► AddressBlocks
 *   metrics.MetricsRoute ─► LocalCalls ─► ClientAddress, Loopback
 * </pre>
 */
@org.jspecify.annotations.NullMarked
package com.stateset.sequencer.server.net;
