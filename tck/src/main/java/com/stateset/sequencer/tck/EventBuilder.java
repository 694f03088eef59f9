package com.stateset.sequencer.tck;

import com.stateset.sequencer.dcb.Tags;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.EventMetadata;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.spi.AdmittedEvent;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Builds events for tests: everything has a default, the event id a random one. Not thread-safe. */
public final class EventBuilder {

    /** The agent of events that name no other. */
    static final UUID AGENT = new UUID(0xa6e17L, 1);

    private final StreamId stream;
    private UUID eventId = UUID.randomUUID();
    private @Nullable UUID commandId;
    private EntityRef entity = new EntityRef("order", "o-1");
    private String eventType = "order.changed";
    private CreatedAt createdAt = new CreatedAt("2026-01-02T03:04:05.678Z");
    private UUID sourceAgent = AGENT;
    private @Nullable Long baseVersion;
    private CanonicalJson payload = CanonicalJson.parse("{\"total\":29.33}");
    private Authorship authorship = new Authorship.Unsigned();
    private EventMetadata metadata = EventMetadata.NONE;
    private Tags tags = Tags.NONE;
    private @Nullable Rejection signatureProblem;
    private @Nullable Rejection commandProblem;
    private @Nullable Rejection payloadProblem;

    private EventBuilder(StreamId stream) {
        this.stream = stream;
    }

    /** Starts an event of a stream. */
    public static EventBuilder event(StreamId stream) {
        return new EventBuilder(stream);
    }

    /** Sets the event's id. Defaults to a random UUID. */
    public EventBuilder id(UUID value) {
        this.eventId = value;
        return this;
    }

    /** Sets the command. Defaults to none. */
    public EventBuilder command(@Nullable UUID value) {
        this.commandId = value;
        return this;
    }

    /** Sets the entity. Defaults to order o-1. */
    public EventBuilder entity(EntityRef value) {
        this.entity = value;
        return this;
    }

    /** Sets the entity. Defaults to order o-1. */
    public EventBuilder entity(String type, String id) {
        return entity(new EntityRef(type, id));
    }

    /** Sets the event type. Defaults to order.changed. */
    public EventBuilder type(String value) {
        this.eventType = value;
        return this;
    }

    /** Sets the author's date-time. Defaults to a fixed one. */
    public EventBuilder createdAt(String rfc3339) {
        this.createdAt = new CreatedAt(rfc3339);
        return this;
    }

    /** Sets the agent. Defaults to a fixed one. */
    public EventBuilder agent(UUID value) {
        this.sourceAgent = value;
        return this;
    }

    /** Sets the version the entity must have. Defaults to none. */
    public EventBuilder baseVersion(@Nullable Long value) {
        this.baseVersion = value;
        return this;
    }

    /** Sets the payload from JSON text. Defaults to a small object. */
    public EventBuilder payload(String json) {
        this.payload = CanonicalJson.parse(json);
        return this;
    }

    /** Sets what is kept beside the event. Defaults to none. */
    public EventBuilder metadata(Map<String, String> entries) {
        this.metadata = EventMetadata.of(entries);
        return this;
    }

    /** Sets what the event is found by beside its entity. Defaults to none. */
    public EventBuilder tags(String... values) {
        this.tags = Tags.of(values);
        return this;
    }

    /** Sets the authorship; nothing here checks a signature. Defaults to none. */
    public EventBuilder authorship(Authorship value) {
        this.authorship = value;
        return this;
    }

    /** Sets a made-up signature of the agent's key of that id, over arbitrary bytes. Defaults to none. */
    public EventBuilder signedBy(long keyId) {
        byte[] signature = new byte[Ed25519Signature.LENGTH];
        Arrays.fill(signature, (byte) (keyId + 0x80));
        return authorship(new Authorship.Signed(keyId, Ed25519Signature.of(signature)));
    }

    /** Sets why the signature does not count. Defaults to null, for it does. */
    public EventBuilder signatureProblem(@Nullable Rejection value) {
        this.signatureProblem = value;
        return this;
    }

    /** Sets why the command is refused. Defaults to null, for it is not. */
    public EventBuilder commandProblem(@Nullable Rejection value) {
        this.commandProblem = value;
        return this;
    }

    /** Sets why the payload breaks a rule. Defaults to null, for it does not. */
    public EventBuilder payloadProblem(@Nullable Rejection value) {
        this.payloadProblem = value;
        return this;
    }

    /** Returns the event. */
    public Event build() {
        return new Event(
                stream,
                eventId,
                commandId,
                entity,
                eventType,
                createdAt,
                sourceAgent,
                baseVersion,
                Payload.clear(payload),
                PayloadHashes.of(payload),
                authorship,
                metadata,
                tags);
    }

    /** Returns the event as a candidate, with what speaks against it unless it is a replay. */
    public AdmittedEvent candidate() {
        Event event = build();
        return new AdmittedEvent(
                event,
                event.payload(),
                VesHashes.signing(event),
                signatureProblem,
                commandProblem,
                payloadProblem,
                null);
    }
}
