package com.stateset.sequencer.verify;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.SequencedEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The agents' keys, each agent's read once. Reading is for one thread, looking up for any.
 *
 * <p>Revoked and expired keys are among them: an event that was signed while its key was good stays good. Whether the key was good at the
 * time is not decided here, because only the sequencer's clock could tell, and no hash covers it.
 */
final class KnownKeys {

    private final HistorySource source;
    private final Map<UUID, Map<Long, Ed25519PublicKey>> byAgent = new ConcurrentHashMap<>();

    KnownKeys(HistorySource source) {
        this.source = source;
    }

    /** Reads the keys of the agents that signed these events. */
    void readFor(List<SequencedEvent> events) throws DamageException {
        for (SequencedEvent event : events) {
            UUID agent = event.event().sourceAgent();
            if (event.event().authorship() instanceof Authorship.Signed && !byAgent.containsKey(agent)) {
                byAgent.put(agent, read(agent));
            }
        }
    }

    /** Finds a key of an agent whose keys have been read. */
    Optional<Ed25519PublicKey> find(UUID agent, long keyId) {
        return Optional.ofNullable(byAgent.getOrDefault(agent, Map.of()).get(keyId));
    }

    private Map<Long, Ed25519PublicKey> read(UUID agent) throws DamageException {
        try {
            return source.agentKeys(agent).stream()
                    .collect(Collectors.toMap(AgentKey::keyId, AgentKey::publicKey, (first, second) -> first));
        } catch (StoreFailedException e) {
            throw DamageException.of("the keys of agent " + agent + ": " + e.getMessage());
        }
    }
}
