package com.stateset.sequencer.cli.agent;

import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.http.HttpTransport;
import java.util.Optional;

/** Makes the agent's public key known to its server, if the server lets the agent do so: else an administrator has to. */
record KeyRegistrar(AgentHome home, OutboxProfile owner) {

    boolean isDone() {
        return owner.keyId() == 0 || home.registrationFile().read().equals(Optional.of(String.valueOf(owner.server())));
    }

    /** Returns why it could not be done; empty if it was. */
    Optional<String> attempt(HttpTransport transport) {
        try {
            transport.register(new AgentKey(
                    owner.stream().tenantId(),
                    owner.agentId(),
                    owner.keyId(),
                    home.signingKey().publicKey()));
        } catch (TransportException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        home.registrationFile().write(String.valueOf(owner.server()));
        return Optional.empty();
    }
}
