package com.stateset.sequencer.error;

import com.stateset.sequencer.event.AgentKey;

/** Another key stands under the id already; a key is never replaced by another. Nothing was changed. */
public final class KeyConflictException extends SequencerException {

    private static final long serialVersionUID = 1L;

    private final transient AgentKey registered;

    /** Reports the key that stands there. */
    public KeyConflictException(AgentKey registered) {
        super("key_id " + registered.keyId() + " of agent " + registered.agentId() + " is another key already", null);
        this.registered = registered;
    }

    /** The key that stands under the id. */
    public AgentKey registered() {
        return registered;
    }
}
