package com.stateset.sequencer.cli.agent;

import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.sync.OutboxKey;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.http.HttpTransport;
import java.time.Instant;
import java.util.Optional;

/** Makes the agent's public key known to its server, if the server lets the agent do so: else an administrator has to. */
record KeyRegistrar(AgentHome home, OutboxProfile owner) {

    boolean isDone() {
        return owner.keyId() == 0 || home.registrationFile().read().equals(Optional.of(String.valueOf(owner.server())));
    }

    /** Returns that the key is known to be revoked, and what to do, as a sentence; empty if it is not. */
    Optional<String> revocation() {
        return home.key()
                .filter(key -> key.keyId() == owner.keyId())
                .flatMap(OutboxKey::problem)
                .map(problem -> problem + "; " + KeyCommand.WAY_OUT);
    }

    /** Returns why the agent cannot sign with its key for now, as a sentence; empty if it can. */
    Optional<String> attempt(HttpTransport transport) {
        Optional<String> revoked = revocation();
        if (revoked.isPresent()) {
            return revoked;
        }
        Optional<Instant> revokedAt;
        try {
            revokedAt = transport.register(owner.stream().tenantId(), home.signer(owner));
        } catch (TransportException e) {
            return Optional.of("the public key is not registered yet: " + e.getMessage()
                    + ". The next sync tries again; without that, an administrator has to register it.");
        }
        if (revokedAt.isPresent()) {
            try (SqliteOutbox outbox = home.openWithoutKey()) {
                outbox.journal().keyRevoked(owner.keyId(), revokedAt.get());
            }
            return revocation();
        }
        home.registrationFile().write(String.valueOf(owner.server()));
        return Optional.empty();
    }
}
