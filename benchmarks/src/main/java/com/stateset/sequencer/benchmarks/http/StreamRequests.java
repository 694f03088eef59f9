package com.stateset.sequencer.benchmarks.http;

import com.stateset.sequencer.benchmarks.workload.AppendWorkload;
import com.stateset.sequencer.benchmarks.workload.AppendWorkload.Sample;
import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.SignatureClaim;
import com.stateset.sequencer.event.StreamId;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Calls about one stream, as {@link PlainConnection} sends them.
 *
 * @param key the API key
 */
public record StreamRequests(String key, StreamId stream) {

    /** Stores events. */
    public byte[] ingest(List<Sample> samples) {
        String events = samples.stream().map(this::json).collect(Collectors.joining(","));
        return PlainConnection.post(
                "/api/v1/events/ingest",
                key,
                "{\"agent_id\":\"" + NewEvent.ANONYMOUS_AGENT + "\",\"events\":[" + events + "]}");
    }

    /** Stores events that an agent signs now. */
    public byte[] ingestSigned(AgentSigner signer, List<Sample> samples) {
        String events = samples.stream().map(sample -> json(signer, sample)).collect(Collectors.joining(","));
        return PlainConnection.post(
                "/api/v1/ves/events/ingest",
                key,
                "{\"agentId\":\"" + signer.agentId() + "\",\"events\":[" + events + "]}");
    }

    /** Reads events from a number on. */
    public byte[] page(long from, int limit) {
        return PlainConnection.get("/api/v1/events?" + stream("&from=" + from + "&limit=" + limit), key);
    }

    /** Commits to all that is not committed yet. */
    public byte[] commit() {
        return PlainConnection.post(
                "/api/v1/commitments",
                key,
                "{\"tenant_id\":\"" + stream.tenantId() + "\",\"store_id\":\"" + stream.storeId() + "\"}");
    }

    /** Asks for the proof that an event is in a commitment. */
    public byte[] proof(long number, UUID commitment) {
        return PlainConnection.get("/api/v1/proofs/" + number + "?" + stream("&batch_id=" + commitment), key);
    }

    private String stream(String more) {
        return "tenant_id=" + stream.tenantId() + "&store_id=" + stream.storeId() + more;
    }

    private String json(Sample sample) {
        return "{\"event_id\":\"" + sample.eventId() + "\",\"tenant_id\":\"" + stream.tenantId() + "\",\"store_id\":\""
                + stream.storeId() + "\",\"entity_type\":\"" + AppendWorkload.ENTITY_TYPE + "\",\"entity_id\":\""
                + sample.entityId() + "\",\"event_type\":\"" + AppendWorkload.EVENT_TYPE + "\",\"payload\":"
                + sample.payload() + ",\"created_at\":\"" + sample.createdAt() + "\",\"source_agent\":\""
                + NewEvent.ANONYMOUS_AGENT + "\"}";
    }

    private String json(AgentSigner signer, Sample sample) {
        NewEvent event = signer.sign(stream, sample.toEvent());
        SignatureClaim claim = Objects.requireNonNull(event.signature());
        return "{\"ves_version\":" + claim.vesVersion() + ",\"event_id\":\"" + event.eventId() + "\",\"tenant_id\":\""
                + stream.tenantId() + "\",\"store_id\":\"" + stream.storeId() + "\",\"source_agent_id\":\""
                + signer.agentId() + "\",\"agent_key_id\":" + claim.agentKeyId() + ",\"entity_type\":\""
                + event.entityType() + "\",\"entity_id\":\"" + event.entityId() + "\",\"event_type\":\""
                + event.eventType() + "\",\"created_at\":\"" + event.createdAt() + "\",\"payload_kind\":0,\"payload\":"
                + sample.payload() + ",\"payload_plain_hash\":\"" + claim.payloadPlainHash()
                + "\",\"agent_signature\":\"" + claim.signature() + "\"}";
    }
}
