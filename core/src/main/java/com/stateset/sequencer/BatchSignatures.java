package com.stateset.sequencer;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.AgentKeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The signatures of one batch. Each key is looked up once, on the caller's thread. To verify takes longer than all else of an
 * admission together, and needs no order: where a caller is alone in it, the other processors help ({@link
 * java.util.concurrent.ForkJoinPool#commonPool}); where there are several, they have enough to do. Not thread-safe.
 */
final class BatchSignatures {

    /** With fewer, none is worth waking a thread for. */
    private static final int SHARED = 4;

    private final UUID tenantId;
    private final AgentKeyStore keys;
    private final Map<KeyName, Optional<AgentKey>> known = new HashMap<>();
    private final List<Claim> claims = new ArrayList<>();
    private final @Nullable Rejection[] problems;

    /** Begins with none, of so many events. */
    BatchSignatures(UUID tenantId, AgentKeyStore keys, int events) {
        this.tenantId = tenantId;
        this.keys = keys;
        this.problems = new Rejection[events];
    }

    /** Takes an event's signature, if it has one, and looks its key up. */
    void add(int at, Event event, Hash signingHash) {
        if (!(event.authorship() instanceof Authorship.Signed signed)) {
            return;
        }
        UUID agent = event.sourceAgent();
        Optional<AgentKey> key = known.computeIfAbsent(
                new KeyName(agent, signed.agentKeyId()), name -> keys.key(tenantId, name.agentId, name.keyId));
        if (key.isPresent()) {
            claims.add(new Claim(at, key.get(), signingHash, signed));
        } else {
            problems[at] = Rejection.AgentKeyInvalid.unknown(agent, signed.agentKeyId());
        }
    }

    /**
     * Why the signature of each event does not hold; null where it does, or there is none. A key never changes, so that this verdict holds
     * for good; whether it may be used is judged at the append.
     *
     * @param callers counts who is verifying now
     */
    @Nullable
    Rejection[] verify(SignatureVerifier verifier, AtomicInteger callers) {
        boolean isAlone = callers.incrementAndGet() == 1;
        try {
            Stream<Claim> all = isAlone && claims.size() >= SHARED ? claims.parallelStream() : claims.stream();
            all.forEach(claim -> problems[claim.at] = claim.problem(verifier));
            return problems;
        } finally {
            callers.decrementAndGet();
        }
    }

    private record KeyName(UUID agentId, long keyId) {}

    private record Claim(int at, AgentKey key, Hash signingHash, Authorship.Signed signed) {

        private @Nullable Rejection problem(SignatureVerifier verifier) {
            return verifier.verify(key.publicKey(), signingHash, signed.signature())
                    ? null
                    : new Rejection.InvalidSignature("agent_signature is not that of key " + key.keyId() + " of agent "
                            + key.agentId() + " over this event");
        }
    }
}
