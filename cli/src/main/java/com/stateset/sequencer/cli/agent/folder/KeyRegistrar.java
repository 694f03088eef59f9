package com.stateset.sequencer.cli.agent.folder;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.outbox.OutboxFacts;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.protocol.keys.KeyDirectory;
import com.stateset.sequencer.sync.OutboxKey;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.agent.OwnKey;
import com.stateset.sequencer.sync.http.HttpTransport;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Makes the agent's public key known to its server, if the server lets the agent do so: else an administrator has to. */
public record KeyRegistrar(AgentHome home, OutboxProfile owner) {

    /** What to do about a key that was revoked. */
    public static final String WAY_OUT = "'agent key rotate' gives the agent another key";

    /** If it does not work, the attempt itself will tell what matters. */
    public static void registerIfNeeded(AgentHome home, OutboxProfile owner, HttpTransport transport) {
        KeyRegistrar registration = new KeyRegistrar(home, owner);
        if (!registration.isDone()) {
            registration.attempt(transport);
        }
    }

    public boolean isDone() {
        return owner.keyId() == 0 || home.registrationFile().read().equals(Optional.of(String.valueOf(owner.server())));
    }

    /** Returns that the key is known to be revoked, and what to do, as a sentence; empty if it is not. */
    public Optional<String> revocation() {
        return revocation(home.key());
    }

    private Optional<String> revocation(Optional<OutboxKey> known) {
        return known.filter(key -> key.keyId() == owner.keyId())
                .flatMap(OutboxKey::problem)
                .map(problem -> problem + "; " + KeyRegistrar.WAY_OUT);
    }

    /**
     * Returns why the agent cannot sign with its key for now, as a sentence; empty if it can. That the key was revoked is believed to the
     * signed directory, and not to the answer to a registration.
     */
    public Optional<String> attempt(HttpTransport transport) {
        Optional<OutboxFacts> found = home.found();
        Optional<String> revoked = revocation(found.flatMap(OutboxFacts::key));
        if (revoked.isPresent()) {
            return revoked;
        }
        try {
            if (transport
                    .register(owner.stream().tenantId(), home.signer(owner, found))
                    .isPresent()) {
                home.keyDirectory(transport);
                return Optional.of(
                        revocation().orElse("the server says that the key was revoked, but its directory does not"));
            }
        } catch (TransportException e) {
            return Optional.of("the public key is not registered yet: " + e.getMessage()
                    + ". The next sync tries again; without that, an administrator has to register it.");
        } catch (VerificationException e) {
            return Optional.of("the server says that the key was revoked, and cannot prove it: " + e.getMessage());
        }
        home.registrationFile().write(String.valueOf(owner.server()));
        return Optional.empty();
    }

    /**
     * Registers the keys that the agent had before, on the word of the current one: a server that has begun anew gets back what they have
     * signed. One that it has already, revoked or not, stays as it is.
     *
     * @return why one of them could not be registered, as a sentence; empty if all are
     */
    public Optional<String> olderKeys(HttpTransport transport, SqliteOutbox outbox) {
        UUID tenant = owner.stream().tenantId();
        try {
            KeyDirectory known = OwnKey.ask(outbox, transport);
            Map<Long, Ed25519PublicKey> pinned = outbox.journal().agentKeys(owner.agentId());
            for (long id = AgentHome.FIRST_KEY; id < owner.keyId(); id++) {
                if (known.find(id).isPresent() || !home.signingKeyFile(id).exists()) {
                    continue;
                }
                AgentSigner older = home.signer(owner.keyId(id));
                Ed25519PublicKey key = older.key().publicKey();
                if (key.equals(pinned.getOrDefault(id, key))) {
                    transport.register(tenant, older, home.signer(owner));
                }
            }
            return Optional.empty();
        } catch (TransportException | VerificationException e) {
            return Optional.of("an older key of the agent is not registered: " + e.getMessage()
                    + ". Without that, the server does not take what it has signed.");
        }
    }
}
