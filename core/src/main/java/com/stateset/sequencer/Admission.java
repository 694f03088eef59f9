package com.stateset.sequencer;

import com.stateset.sequencer.ClaimedHashes.RefusedException;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.dcb.Tags;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.EventMetadata;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.event.SignatureClaim;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.ingest.IngestBatch;
import com.stateset.sequencer.ingest.PayloadRule;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AgentKeyStore;
import com.stateset.sequencer.spi.AppendBatch;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Turns what was sent into what is valid, on the caller's thread, with help for signatures. Thread-safe. Nothing but the agents' public keys is read, and what the
 * {@link PayloadRule} reads.
 *
 * <p>An event's checks come in the protocol's order: version, form, payload, hashes. What only the log can tell (replays, keys,
 * commands, versions) is left to the append; a verdict that a replay escapes, as that of the {@link PayloadRule}, travels on with its
 * candidate.
 */
final class Admission {

    private final int maxEvents;
    private final int maxPayloadBytes;
    private final AgentKeyStore keys;
    private final SignatureVerifier verifier;
    private final PayloadRule payloadRule;
    private final UnaryOperator<AppendBatch> sealing;
    private final AtomicInteger verifying = new AtomicInteger();

    /**
     * Makes an admission.
     *
     * @param sealing seals the payloads of a batch, as they are to be stored
     */
    Admission(
            int maxEvents,
            int maxPayloadBytes,
            AgentKeyStore keys,
            SignatureVerifier verifier,
            PayloadRule payloadRule,
            UnaryOperator<AppendBatch> sealing) {
        this.maxEvents = maxEvents;
        this.maxPayloadBytes = maxPayloadBytes;
        this.keys = keys;
        this.verifier = verifier;
        this.payloadRule = payloadRule;
        this.sealing = sealing;
    }

    /** See {@link Sequencer#requireValid}. */
    static void requireValid(StreamId stream, NewEvent event) {
        try {
            event(stream, null, event, false, Integer.MAX_VALUE);
        } catch (RefusedException e) {
            throw new IllegalArgumentException(e.getMessage());
        }
    }

    /**
     * Returns if a batch may have so many events.
     *
     * @throws IllegalArgumentException if it has too many
     */
    void requireSize(IngestBatch batch) {
        int events = batch.events().size();
        if (events > maxEvents) {
            throw new IllegalArgumentException(
                    "events holds " + events + " events; at most " + maxEvents + " are allowed in a batch");
        }
    }

    /**
     * Admits a batch of a size that is allowed. Payloads are sealed here.
     *
     * @param sequencerKeyVersion the version of the key that signs its receipts
     * @throws com.stateset.sequencer.error.StoreFailedException if payloads must be sealed, and the tenant has no key
     */
    PendingBatch admit(IngestBatch batch, int sequencerKeyVersion) {
        return admit(batch, sequencerKeyVersion, false);
    }

    /**
     * Admits a batch.
     *
     * @param own whether it is of the sequencer itself: only then its events may be of an entity that is the sequencer's own, or of an
     *     audit log
     */
    PendingBatch admit(IngestBatch batch, int sequencerKeyVersion, boolean own) {
        List<NewEvent> sent = batch.events();
        Event[] valid = new Event[sent.size()];
        @Nullable Rejection[] refused = new Rejection[sent.size()];
        int refusals = 0;
        for (int i = 0; i < valid.length; i++) {
            try {
                valid[i] = event(
                        batch.stream(), batch.agentId(), sent.get(i), own, own ? Integer.MAX_VALUE : maxPayloadBytes);
            } catch (RefusedException e) {
                refused[i] = e.rejection();
                refusals++;
            }
        }
        return new PendingBatch(
                batch.stream(),
                refusals == valid.length ? null : append(batch, valid, refused, refusals, sequencerKeyVersion, own),
                refusals == 0 ? null : outcomes(sent, refused));
    }

    private AppendBatch append(
            IngestBatch batch,
            Event[] valid,
            @Nullable Rejection[] refused,
            int refusals,
            int sequencerKeyVersion,
            boolean own) {
        CommandRules commands = new CommandRules(batch.events(), refused);
        BatchRules rules = new BatchRules(batch, refused);
        PayloadRule.Check payloads = payloadCheck(batch.stream().tenantId(), valid, own);
        Hash[] signingHashes = new Hash[valid.length];
        BatchSignatures signatures = new BatchSignatures(batch.stream().tenantId(), keys, valid.length);
        for (int i = 0; i < valid.length; i++) {
            if (valid[i] != null) {
                signingHashes[i] = VesHashes.signing(valid[i]);
                signatures.add(i, valid[i], signingHashes[i]);
            }
        }
        @Nullable Rejection[] signatureProblems = signatures.verify(verifier, verifying);
        AdmittedEvent[] admitted = new AdmittedEvent[valid.length - refusals];
        int next = 0;
        for (int i = 0; i < valid.length; i++) {
            Event event = valid[i];
            if (event != null) {
                admitted[next++] = new AdmittedEvent(
                        event,
                        event.payload(),
                        signingHashes[i],
                        signatureProblems[i],
                        commands.verdict(event.commandId()),
                        payloads.problem(event),
                        rules.verdict(i));
            }
        }
        return sealing.apply(
                new AppendBatch(batch.stream(), List.of(admitted), sequencerKeyVersion).rule(batch.rule()));
    }

    private PayloadRule.Check payloadCheck(UUID tenantId, @Nullable Event[] valid, boolean own) {
        if (own || payloadRule == PayloadRule.NONE) {
            return event -> null;
        }
        Set<String> types = new HashSet<>();
        for (Event event : valid) {
            if (event != null) {
                types.add(event.eventType());
            }
        }
        return payloadRule.forBatch(tenantId, types);
    }

    private static Outcome[] outcomes(List<NewEvent> sent, @Nullable Rejection[] refused) {
        Outcome[] outcomes = new Outcome[refused.length];
        for (int i = 0; i < refused.length; i++) {
            Rejection refusal = refused[i];
            if (refusal != null) {
                outcomes[i] = new Outcome.Rejected(sent.get(i).eventId(), refusal);
            }
        }
        return outcomes;
    }

    private static Event event(StreamId stream, @Nullable UUID agentId, NewEvent sent, boolean own, int maxPayloadBytes)
            throws RefusedException {
        SignatureClaim claim = sent.signature();
        requireKnownVersion(claim);
        EntityRef entity;
        CreatedAt createdAt;
        EventMetadata metadata;
        Tags tags;
        try {
            entity = new EntityRef(sent.entityType(), sent.entityId());
            requireNotReserved(stream, entity, own);
            createdAt = new CreatedAt(sent.createdAt());
            Event.requireForm(sent.eventType(), sent.baseVersion());
            requireSender(agentId, sent.sourceAgent());
            requireForm(claim);
            metadata = EventMetadata.of(sent.metadata());
            tags = Tags.of(sent.tags());
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
        ClaimedHashes claimed = ClaimedHashes.of(sent);
        SentPayload payload = SentPayload.of(sent, maxPayloadBytes);
        Event event = new Event(
                stream,
                sent.eventId(),
                sent.commandId(),
                entity,
                sent.eventType(),
                createdAt,
                sent.sourceAgent(),
                sent.baseVersion(),
                payload.content(),
                payload.hashes(claimed),
                claim == null || claimed.signature() == null
                        ? Authorship.UNSIGNED
                        : new Authorship.Signed(claim.agentKeyId(), claimed.signature()),
                metadata,
                tags);
        claimed.check(payload.hashes(event), sent);
        return event;
    }

    private static void requireKnownVersion(@Nullable SignatureClaim claim) throws RefusedException {
        if (claim != null && claim.vesVersion() != 1) {
            throw new RefusedException(new Rejection.UnsupportedVersion(
                    "ves_version is " + claim.vesVersion() + "; signed events are of version 1"));
        }
    }

    private static void requireSender(@Nullable UUID sender, UUID sourceAgent) {
        if (sender != null && !sender.equals(sourceAgent)) {
            throw new IllegalArgumentException("source_agent is not the agent that sends the batch, " + sender);
        }
    }

    private static void requireNotReserved(StreamId stream, EntityRef entity, boolean own) {
        if (!own && stream.isAuditLog()) {
            throw new IllegalArgumentException(
                    "store_id " + stream.storeId() + " is the tenant's audit log, which only the sequencer writes");
        }
        if (!own && Erasure.isReserved(entity)) {
            throw new IllegalArgumentException("entity_type " + entity.type() + " is the sequencer's own");
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
        if (!claim.isEd25519()) {
            throw new IllegalArgumentException("agent_signature_scheme " + claim.scheme() + " is not supported");
        }
        if (claim.payloadKind() != PayloadHashes.PLAIN_KIND && claim.payloadKind() != PayloadHashes.ENCRYPTED_KIND) {
            throw new IllegalArgumentException("payload_kind is " + claim.payloadKind()
                    + "; only 0, a plaintext payload, and 1, an encrypted one, are supported");
        }
    }

    private static RefusedException invalid(String problem) {
        return new RefusedException(new Rejection.SchemaValidation(problem));
    }
}
