package com.stateset.sequencer.examples.server;

import java.util.UUID;

/** Names an agent's key. */
record AgentKeyName(UUID tenantId, UUID agentId, long keyId) {}
