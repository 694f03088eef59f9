package com.stateset.sequencer;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.event.SignatureClaim;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.json.InvalidJsonException;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.AgentKeyStore;
import com.stateset.sequencer.spi.AdmittedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Turns what was sent into what is valid, on the caller's thread. Thread-safe. Nothing but the agents' public keys is read.
 *
 * <p>An event's checks come in the protocol's order: version, form, payload, hashes. What only the log can tell (replays, keys,
 * commands, versions) is left to the append; a verdict that a replay escapes travels on with its candidate.
 */
final class Admission {

    private final int maxEvents;
    private final int maxPayloadBytes;
    private final AgentKeyStore keys;
    private final SignatureVerifier verifier;

    Admission(int maxEvents, int maxPayloadBytes, AgentKeyStore keys, SignatureVerifier verifier) {
        this.maxEvents = maxEvents;
        this.maxPayloadBytes = maxPayloadBytes;
        this.keys = keys;
        this.verifier = verifier;
    }

    /**
     * Admits a batch.
     *
     * @param sequencerKeyVersion the version of the key that signs its receipts
     * @throws IllegalArgumentException if the batch has too many events
     */
    AdmittedBatch admit(IngestBatch batch, int sequencerKeyVersion) {
        List<NewEvent> sent = batch.events();
        if (sent.size() > maxEvents) {
            throw new IllegalArgumentException(
                    "events holds " + sent.size() + " events; at most " + maxEvents + " are allowed in a batch");
        }
        List<Checked> checked = new ArrayList<>(sent.size());
        for (NewEvent event : sent) {
            checked.add(check(batch, event));
        }
        CommandRules commands = new CommandRules(sent, checked);
        Signatures signatures = new Signatures(batch.stream().tenantId());
        List<Admitted> admitted = new ArrayList<>(sent.size());
        for (int i = 0; i < checked.size(); i++) {
            admitted.add(
                    checked.get(i) instanceof Checked.Valid valid
                            ? new Admitted.ToAppend(candidate(valid.event, signatures, commands))
                            : new Admitted.Refused(
                                    sent.get(i).eventId(), ((Checked.Invalid) checked.get(i)).rejection));
        }
        return new AdmittedBatch(batch.stream(), admitted, sequencerKeyVersion);
    }

    private static AdmittedEvent candidate(Event event, Signatures signatures, CommandRules commands) {
        Hash signingHash = VesHashes.signing(event);
        return new AdmittedEvent(
                event, signingHash, signatures.problem(event, signingHash), commands.verdict(event.commandId()));
    }

    private Checked check(IngestBatch batch, NewEvent sent) {
        try {
            return new Checked.Valid(event(batch, sent));
        } catch (RefusedException e) {
            return new Checked.Invalid(e.rejection());
        }
    }

    private Event event(IngestBatch batch, NewEvent sent) throws RefusedException {
        SignatureClaim claim = sent.signature();
        if (claim != null && claim.vesVersion() != 1) {
            throw new RefusedException(new Rejection.UnsupportedVersion(
                    "ves_version is " + claim.vesVersion() + "; signed events are of version 1"));
        }
        EntityRef entity;
        CreatedAt createdAt;
        try {
            entity = new EntityRef(sent.entityType(), sent.entityId());
            createdAt = new CreatedAt(sent.createdAt());
            Event.requireForm(sent.eventType(), sent.baseVersion());
            requireSender(batch.agentId(), sent.sourceAgent());
            requireForm(claim);
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
        ClaimedHashes claimed = ClaimedHashes.of(sent);
        byte[] payloadText = sent.payload();
        CanonicalJson payload = canonical(payloadText);
        PayloadHashes hashes = PayloadHashes.of(payload);
        claimed.check(hashes, payloadText);
        return new Event(
                batch.stream(),
                sent.eventId(),
                sent.commandId(),
                entity,
                sent.eventType(),
                createdAt,
                sent.sourceAgent(),
                sent.baseVersion(),
                Payload.clear(payload),
                hashes,
                claim == null || claimed.signature() == null
                        ? new Authorship.Unsigned()
                        : new Authorship.Signed(claim.agentKeyId(), claimed.signature()));
    }

    private CanonicalJson canonical(byte[] payloadText) throws RefusedException {
        if (payloadText.length > maxPayloadBytes) {
            throw invalid("payload has " + payloadText.length + " bytes; at most " + maxPayloadBytes + " are allowed");
        }
        try {
            return CanonicalJson.parse(payloadText);
        } catch (InvalidJsonException e) {
            throw invalid("payload " + e.getMessage());
        }
    }

    private static void requireSender(@Nullable UUID sender, UUID sourceAgent) {
        if (sender != null && !sender.equals(sourceAgent)) {
            throw new IllegalArgumentException("source_agent is not the agent that sends the batch, " + sender);
        }
    }

    private static void requireForm(@Nullable SignatureClaim claim) {
        if (claim == null) {
            return;
        }
        if (claim.agentKeyId() >>> 32 != 0) {
            throw new IllegalArgumentException(
                    "agent_key_id " + claim.agentKeyId() + " is not an unsigned 32-bit number");
        }
        if (claim.payloadKind() != Event.PLAIN_PAYLOAD_KIND) {
            throw new IllegalArgumentException(
                    "payload_kind is " + claim.payloadKind() + "; only 0, a plaintext payload, is supported");
        }
    }

    private static RefusedException invalid(String problem) {
        return new RefusedException(new Rejection.SchemaValidation(problem));
    }

    /** Checks the signatures of one batch: each key is looked up once. */
    private final class Signatures {

        private final UUID tenantId;
        private final Map<KeyName, Optional<AgentKey>> known = new HashMap<>();

        private Signatures(UUID tenantId) {
            this.tenantId = tenantId;
        }

        /** A key never changes, so that this verdict holds for good; whether it may be used is judged at the append. */
        private @Nullable Rejection problem(Event event, Hash signingHash) {
            if (!(event.authorship() instanceof Authorship.Signed signed)) {
                return null;
            }
            UUID agent = event.sourceAgent();
            Optional<AgentKey> key = known.computeIfAbsent(
                    new KeyName(agent, signed.agentKeyId()), name -> keys.key(tenantId, name.agentId, name.keyId));
            if (key.isEmpty()) {
                return Rejection.AgentKeyInvalid.unknown(agent, signed.agentKeyId());
            }
            return verifier.verify(key.get().publicKey(), signingHash, signed.signature())
                    ? null
                    : new Rejection.InvalidSignature("agent_signature is not that of key " + signed.agentKeyId()
                            + " of agent " + agent + " over this event");
        }

        private record KeyName(UUID agentId, long keyId) {}
    }

    /** What the checks of one event alone found. */
    sealed interface Checked {

        record Valid(Event event) implements Checked {}

        record Invalid(Rejection rejection) implements Checked {}
    }
}
