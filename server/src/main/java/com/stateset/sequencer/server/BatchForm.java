package com.stateset.sequencer.server;

/** The two forms in which agents send batches. */
enum BatchForm {
    /** {@code {agent_id, events:[…]}} of events without signatures. */
    UNSIGNED("agent_id"),

    /** {@code {agentId, events:[…]}} of signed events. */
    SIGNED("agentId");

    private final String agentMember;

    BatchForm(String agentMember) {
        this.agentMember = agentMember;
    }

    /** The member that names the sender; {@code agent_id} is understood as well. */
    String agentMember() {
        return agentMember;
    }

    EventEnvelope newEnvelope(EnvelopeReader json) {
        return this == SIGNED ? new SignedEnvelope(json) : new UnsignedEnvelope(json);
    }
}
