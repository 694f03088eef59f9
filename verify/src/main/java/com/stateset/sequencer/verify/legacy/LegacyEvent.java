package com.stateset.sequencer.verify.legacy;

import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.json.InvalidJsonException;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.protocol.json.RawJson;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a leaf of the original is made of, from an unsigned event as {@code GET /api/v1/events} answers it: an envelope, or an object
 * with the member {@code envelope}. Members that no leaf covers are passed over. Immutable.
 *
 * @param tenantId the tenant
 * @param storeId its store
 * @param sequenceNumber the event's number
 * @param entityType what kind of thing it is about
 * @param entityId which one
 * @param payloadHash the hash of the payload, as it is said to be
 * @param payload the payload; null if it is not at hand
 */
public record LegacyEvent(
        UUID tenantId,
        UUID storeId,
        long sequenceNumber,
        String entityType,
        String entityId,
        Hash payloadHash,
        @Nullable RawJson payload) {

    /**
     * Reads one.
     *
     * @throws InvalidMessageException if it is none
     */
    public static LegacyEvent parse(byte[] json) {
        RawJson envelope = ProtocolJson.read(json, Enclosing.class).envelope();
        return ProtocolJson.read(envelope == null ? RawJson.of(json) : envelope, LegacyEvent.class);
    }

    /** Whether the payload is at hand, so that it can be compared with its hash. */
    boolean hasPayload() {
        return payload != null && !payload.isNull();
    }

    /**
     * Whether the payload has the hash: in its canonical form, or with its members in the order of UTF-8 and its numbers as they stand.
     *
     * @throws InvalidMessageException if the payload is not strict JSON
     */
    boolean payloadFits() {
        if (payload == null) {
            return false;
        }
        byte[] text = payload.toByteArray();
        try {
            return payloadHash.equals(VesHashes.payload(CanonicalJson.parse(text)))
                    || payloadHash.equals(VesHashes.plain(CanonicalJson.withNumbersAsSent(text)));
        } catch (InvalidJsonException e) {
            throw InvalidMessageException.ofMember("payload", "is no strict JSON: " + e.getMessage());
        }
    }

    /** The object around an envelope, if there is one. */
    private record Enclosing(@Nullable RawJson envelope) {}
}
