package com.stateset.sequencer.server;

import java.util.UUID;

/** Names an agent's key. */
record AgentKeyName(UUID tenantId, UUID agentId, long keyId) {}
