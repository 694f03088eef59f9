package com.stateset.sequencer.protocol.cloudevents;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.SignatureClaim;
import com.stateset.sequencer.proof.Receipt;
import com.stateset.sequencer.protocol.ingest.Envelope;
import com.stateset.sequencer.protocol.json.RawJson;
import com.stateset.sequencer.protocol.json.WireText;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event in the JSON format of CloudEvents 1.0 (cloudevents.io, spec.md and formats/json-format.md): read from a log, or to be stored in
 * one. Immutable.
 *
 * <h2>One form, both ways</h2>
 * What {@link #of} writes, {@link #toNewEvent} makes the same event of, with the same signing hash, also once other software has read it
 * and written it anew. That software keeps the value of an attribute, but not always its spelling: a time comes back with another
 * number of digits, and the signature covers the author's spelling. So the text stands in <code>createdat</code>, an extension attribute that is a
 * string, and <code>time</code> is the same moment for those who look for it there. Payloads need no such care, since a log makes them canonical.
 *
 * <h2>What is said twice</h2>
 * <code>source</code> and <code>subject</code> are what every tool shows; <code>tenantid</code>, <code>storeid</code>, <code>agentid</code>, <code>entitytype</code> and
 * <code>entityid</code> are what brokers filter by. A sender may leave out either; one that says both has to say the same.
 *
 * <h2>Numbers</h2>
 * An Integer of CloudEvents has 32 bits. Numbers are written as one where they fit, and as a string of digits beyond; both are read, as
 * there are only strings in the headers of HTTP. <code>sequence</code>, the extension that is registered under this name, is a string that sorts as
 * the numbers do: 19 digits.
 *
 * <h2>What only a log says</h2>
 * <code>entityversion</code>, <code>sequence</code>, <code>sequencedat</code>, <code>receipthash</code>, <code>receiptsignature</code>, <code>sequencerkeyversion</code>: where the
 * event stood in the log that it was read from. They may be sent, and the log that gets them says its own.
 *
 * @param specVersion {@code 1.0}
 * @param eventId {@code id}: the event's id, a UUID
 * @param source see {@link CloudSource}
 * @param type what happened
 * @param subject see {@link EntityName}
 * @param time the moment that the author claims; absent where a date-time of nine digits cannot say it
 * @param dataContentType {@code application/json}
 * @param tenantId the stream's tenant
 * @param storeId the stream's store
 * @param agentId the author
 * @param entityType what kind of thing the event is about
 * @param entityId which one
 * @param entityVersion how many events the entity has up to this one
 * @param baseVersion the version of the entity that the author acted on, if that matters
 * @param commandId the intent the event belongs to, if any
 * @param createdAt the author's claim, as text; if absent, {@code time} is
 * @param payloadHash the payload's hash in hex
 * @param payloadPlainHash its hash in the domain that is signed; only of signed events
 * @param agentKeyId which of the author's keys has signed; only of signed events
 * @param agentSignature the signature in hex; only of signed events
 * @param payloadState why there are no data: {@code erased} or {@code encrypted}; else absent
 * @param metadata what is kept beside the event and covered by no hash: an object of strings, as JSON text; absent for none
 * @param tags what it is found by, beside its entity, covered by no hash: an array of strings, as JSON text; absent for none
 * @param sequence the event's place
 * @param sequencedAt when it took that place
 * @param receiptHash what its receipt signs; these three only where receipts are asked for
 * @param receiptSignature the receipt's signature, if a key signs
 * @param sequencerKeyVersion that key's version
 * @param data the payload, any JSON value; absent counts as {@code null}
 * @param dataBase64 the payload's text in base64, instead of {@code data}; never written
 */
@JsonNaming(PropertyNamingStrategies.LowerCaseStrategy.class)
@JsonIgnoreProperties(ignoreUnknown = false)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CloudEvent(
        String specVersion,
        @JsonProperty("id") UUID eventId,
        String source,
        String type,
        @Nullable String subject,
        @Nullable String time,
        @Nullable String dataContentType,
        @Nullable UUID tenantId,
        @Nullable UUID storeId,
        @Nullable UUID agentId,
        @Nullable String entityType,
        @Nullable String entityId,
        @Nullable RawJson entityVersion,
        @Nullable RawJson baseVersion,
        @Nullable UUID commandId,
        @Nullable String createdAt,
        @Nullable String payloadHash,
        @Nullable String payloadPlainHash,
        @Nullable RawJson agentKeyId,
        @Nullable String agentSignature,
        @Nullable String payloadState,
        @Nullable String metadata,
        @Nullable String tags,
        @Nullable String sequence,
        @Nullable String sequencedAt,
        @Nullable String receiptHash,
        @Nullable String receiptSignature,
        @Nullable RawJson sequencerKeyVersion,
        @Nullable RawJson data,
        @JsonProperty("data_base64") @Nullable String dataBase64)
        implements Envelope {

    /** The media type of one event. */
    public static final String MEDIA_TYPE = "application/cloudevents+json";

    /** The media type of an array of events. */
    public static final String BATCH_MEDIA_TYPE = "application/cloudevents-batch+json";

    private static final String VERSION = "1.0";
    private static final String JSON = "application/json";

    /** Completes what is said once of two, and checks what is said twice. */
    public CloudEvent {
        AttributeRules.requireVersion(VERSION, specVersion);
        AttributeRules.requireJson(dataContentType);
        CloudSource from = AttributeRules.read("source", source, CloudSource::parse);
        tenantId = AttributeRules.same("tenantid", tenantId, from.stream().tenantId());
        storeId = AttributeRules.same("storeid", storeId, from.stream().storeId());
        agentId = AttributeRules.same("agentid", agentId, from.agentId());
        EntityName entity = AttributeRules.entity(subject, entityType, entityId);
        entityType = entity.type();
        entityId = entity.id();
        createdAt = AttributeRules.createdAt(createdAt, time);
        AttributeRules.number("entityversion", entityVersion);
        AttributeRules.number("baseversion", baseVersion);
        AttributeRules.number("agentkeyid", agentKeyId);
        AttributeRules.number("sequencerkeyversion", sequencerKeyVersion);
        AttributeRules.requireWholeSignature(agentSignature, agentKeyId, payloadPlainHash);
        data = AttributeRules.data(data, dataBase64);
        dataBase64 = null;
        AttributeRules.requireState(payloadState, data);
        AttributeRules.metadata(metadata);
        AttributeRules.tags(tags);
    }

    /**
     * Returns the form of an event.
     *
     * @param receipt its receipt, if that is asked for
     */
    public static CloudEvent of(SequencedEvent sequenced, @Nullable Receipt receipt) {
        Event event = sequenced.event();
        Authorship by = event.authorship();
        boolean isSigned = by instanceof Authorship.Signed;
        RawJson data = event.payload() instanceof Payload.Clear clear ? RawJson.of(clear.json()) : null;
        return new CloudEvent(
                VERSION,
                event.eventId(),
                new CloudSource(event.stream(), event.sourceAgent()).toString(),
                event.eventType(),
                EntityName.of(event.entity()).toString(),
                AttributeRules.time(event.createdAt().text()),
                data == null ? null : JSON,
                event.stream().tenantId(),
                event.stream().storeId(),
                event.sourceAgent(),
                event.entity().type(),
                event.entity().id(),
                AttributeRules.integer(sequenced.entityVersion()),
                AttributeRules.integer(event.baseVersion()),
                event.commandId(),
                event.createdAt().text(),
                event.payloadHashes().payloadHash().toHex(),
                isSigned ? event.payloadHashes().plainHash().toHex() : null,
                isSigned ? AttributeRules.integer(by.agentKeyId()) : null,
                isSigned ? by.signature().toHex() : null,
                stateOf(event.payload()),
                event.metadata().isEmpty() ? null : event.metadata().toJson(),
                event.tags().isEmpty() ? null : event.tags().toJson(),
                String.format(Locale.ROOT, "%019d", sequenced.sequenceNumber()),
                WireText.of(sequenced.sequencedAt()),
                receipt == null ? null : receipt.receiptHash().toHex(),
                receipt == null ? null : signatureOf(receipt),
                receipt == null ? null : AttributeRules.integer((long) receipt.sequencerKeyVersion()),
                data,
                null);
    }

    private static @Nullable String stateOf(Payload payload) {
        if (payload instanceof Payload.Clear) {
            return null;
        }
        return payload instanceof Payload.Erased ? "erased" : "encrypted";
    }

    private static @Nullable String signatureOf(Receipt receipt) {
        return receipt.signature() == null ? null : receipt.signature().toHex();
    }

    @Override
    public UUID tenantId() {
        return Objects.requireNonNull(tenantId);
    }

    @Override
    public UUID storeId() {
        return Objects.requireNonNull(storeId);
    }

    /** Returns the author. */
    @Override
    public UUID agentId() {
        return Objects.requireNonNull(agentId);
    }

    /** {@inheritDoc} An event that says in {@code payloadstate} that its payload is not there has the payload {@code null} then. */
    @Override
    public NewEvent toNewEvent() {
        return NewEvent.builder()
                .eventId(eventId)
                .commandId(commandId)
                .entity(Objects.requireNonNull(entityType), Objects.requireNonNull(entityId))
                .eventType(type)
                .payload((data == null ? RawJson.NULL : data).asSent())
                .payloadHash(payloadHash)
                .baseVersion(AttributeRules.number("baseversion", baseVersion))
                .createdAt(Objects.requireNonNull(createdAt))
                .sourceAgent(agentId())
                .signature(claim())
                .metadata(AttributeRules.metadata(metadata).entries())
                .tags(AttributeRules.tags(tags).values())
                .build();
    }

    private @Nullable SignatureClaim claim() {
        Long keyId = AttributeRules.number("agentkeyid", agentKeyId);
        return agentSignature == null || keyId == null || payloadPlainHash == null
                ? null
                : new SignatureClaim(1, keyId, PayloadHashes.PLAIN_KIND, payloadPlainHash, null, agentSignature, 0);
    }
}
