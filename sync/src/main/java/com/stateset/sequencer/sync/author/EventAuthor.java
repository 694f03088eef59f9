package com.stateset.sequencer.sync.author;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.dcb.Tags;
import com.stateset.sequencer.encryption.Recipients;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.EventMetadata;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Hash;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes an agent's events: valid by construction, and signed if the agent has a key. For outboxes. Thread-safe.
 */
public final class EventAuthor {

    /** Stands for the signature in the event whose signing hash is computed: that hash does not cover it. */
    private static final Ed25519Signature NOT_YET = Ed25519Signature.of(new byte[Ed25519Signature.LENGTH]);

    private static final Authorship UNSIGNED = new Authorship.Unsigned();

    private final StreamId stream;
    private final UUID agentId;
    private final @Nullable AgentSigner signer;

    /**
     * Makes events for one stream.
     *
     * @param signer the agent's key; null if its events are not signed
     * @throws IllegalArgumentException if the signer is another agent
     */
    public EventAuthor(StreamId stream, UUID agentId, @Nullable AgentSigner signer) {
        this.stream = Objects.requireNonNull(stream, "stream");
        this.agentId = Objects.requireNonNull(agentId, "agentId");
        this.signer = signer;
        if (signer != null && !signer.agentId().equals(agentId)) {
            throw new IllegalArgumentException("the signer is agent " + signer.agentId() + ", not " + agentId);
        }
    }

    /**
     * Returns the events as this agent's, in order; on several threads if there are many to sign. Refuses what {@link
     * #write(NewEvent)} refuses.
     */
    public List<Event> write(List<NewEvent> drafts) {
        return begin(drafts).all();
    }

    /** Checks the events like {@link #write(List)}, and returns while they are being signed. */
    public WrittenEvents begin(List<NewEvent> drafts) {
        return begin(drafts, signer == null ? null : this::signed);
    }

    /**
     * Checks the events likewise, and returns while they are being encrypted for these recipients, and signed.
     *
     * @throws IllegalArgumentException also if the agent has no key to sign with
     */
    public WrittenEvents begin(List<NewEvent> drafts, Recipients recipients) {
        AgentSigner key = signer;
        if (key == null) {
            throw new IllegalArgumentException("encrypted events have to be signed, and the agent has no key");
        }
        return begin(drafts, event -> signed(recipients.encrypt(named(event, key)), key));
    }

    private WrittenEvents begin(List<NewEvent> drafts, @Nullable UnaryOperator<Event> signing) {
        WrittenEvents events = new WrittenEvents(drafts.size(), signing);
        drafts.forEach(draft -> events.add(unsigned(draft)));
        return events.end();
    }

    /**
     * Returns an event as this agent's.
     *
     * @throws IllegalArgumentException if it could never be accepted, is another agent's, or is signed or encrypted already
     * @throws com.stateset.sequencer.json.InvalidJsonException if its payload is not valid JSON
     */
    public Event write(NewEvent draft) {
        return signed(unsigned(draft));
    }

    /**
     * Returns a new event that says the same as one that was rejected.
     *
     * @throws IllegalStateException if that one was signed and there is no key, or if its payload is encrypted end to end: it is bound to
     *     the event's id, and can be encrypted anew only by one who has it
     */
    public Event rewrite(Event rejected, UUID eventId, @Nullable Long baseVersion) {
        return rewrite(rejected, eventId, baseVersion, rejected.payload(), rejected.payloadHashes());
    }

    /**
     * Returns a new event in the place of one that was rejected, which says something else.
     *
     * @throws IllegalStateException if that one was signed and there is no key, or if its payload is encrypted end to end
     */
    public Event rewrite(Event rejected, UUID eventId, @Nullable Long baseVersion, CanonicalJson payload) {
        return rewrite(rejected, eventId, baseVersion, Payload.clear(payload), PayloadHashes.of(payload));
    }

    private Event rewrite(
            Event rejected, UUID eventId, @Nullable Long baseVersion, Payload payload, PayloadHashes hashes) {
        if (rejected.payloadHashes().isEncrypted()) {
            throw new IllegalStateException("the payload of event " + rejected.eventId()
                    + " is encrypted for that event alone; discard it, and append it anew");
        }
        if (signer == null && rejected.authorship() instanceof Authorship.Signed) {
            throw new IllegalStateException("event " + rejected.eventId()
                    + " is signed; to sign a new one, open the outbox with the agent's key");
        }
        return signed(new Event(
                rejected.stream(),
                eventId,
                rejected.commandId(),
                rejected.entity(),
                rejected.eventType(),
                rejected.createdAt(),
                rejected.sourceAgent(),
                baseVersion,
                payload,
                hashes,
                UNSIGNED,
                rejected.metadata(),
                rejected.tags()));
    }

    private Event unsigned(NewEvent draft) {
        if (draft.signature() != null) {
            throw new IllegalArgumentException("event " + draft.eventId() + " is signed already");
        }
        if (draft.encryptedPayload() != null) {
            throw new IllegalArgumentException("the payload of event " + draft.eventId() + " is encrypted already");
        }
        if (!draft.sourceAgent().equals(NewEvent.ANONYMOUS_AGENT)
                && !draft.sourceAgent().equals(agentId)) {
            throw new IllegalArgumentException(
                    "event " + draft.eventId() + " is of agent " + draft.sourceAgent() + ", not of " + agentId);
        }
        byte[] payloadText = draft.payload();
        CanonicalJson payload = CanonicalJson.parse(payloadText);
        PayloadHashes hashes = PayloadHashes.of(payload);
        requireHash(draft, hashes, payloadText);
        return new Event(
                stream,
                draft.eventId(),
                draft.commandId(),
                new EntityRef(draft.entityType(), draft.entityId()),
                draft.eventType(),
                new CreatedAt(draft.createdAt()),
                agentId,
                draft.baseVersion(),
                Payload.clear(payload),
                hashes,
                UNSIGNED,
                EventMetadata.of(draft.metadata()),
                Tags.of(draft.tags()));
    }

    private Event signed(Event event) {
        return signer == null ? event : signed(named(event, signer), signer);
    }

    /** Names the key that will sign: its id is signed, and encrypted payloads are bound to it. */
    private static Event named(Event event, AgentSigner key) {
        return with(event, new Authorship.Signed(key.keyId(), NOT_YET));
    }

    private static Event signed(Event named, AgentSigner key) {
        return with(named, new Authorship.Signed(key.keyId(), key.key().sign(VesHashes.signing(named))));
    }

    private static Event with(Event event, Authorship authorship) {
        return event.with(event.payload(), event.payloadHashes(), authorship);
    }

    private static void requireHash(NewEvent draft, PayloadHashes hashes, byte[] payloadText) {
        String claimed = draft.payloadHash();
        if (claimed == null) {
            return;
        }
        Hash claimedHash = Hash.parse(claimed);
        if (!claimedHash.equals(hashes.payloadHash())
                && !claimedHash.equals(VesHashes.plain(CanonicalJson.withNumbersAsSent(payloadText)))) {
            throw new IllegalArgumentException(
                    "the payload_hash of event " + draft.eventId() + " is not its payload's");
        }
    }
}
