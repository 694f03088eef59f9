/**
 * Where calls come from.
 *
 * <pre>
 *   http.Authenticator ─► AdminAddresses ─► ClientAddress (the connection's, or the one that a trusted proxy names)
 * </pre>
 */
@org.jspecify.annotations.NullMarked
package com.stateset.sequencer.server.net;
