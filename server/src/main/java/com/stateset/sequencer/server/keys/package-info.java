/**
 * The registry of the agents' public keys, and the API keys that callers are let in by: {@code /agents/…} and {@code /api-keys}.
 *
 * <pre>
 *   AgentKeyRoutes ─► core's AgentKeys       whose signatures count
 *   ApiKeyRoutes ───► MintRule ─► ApiKeyStore   who may call: a key mints only narrower ones
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.server.keys;

import org.jspecify.annotations.NullMarked;
