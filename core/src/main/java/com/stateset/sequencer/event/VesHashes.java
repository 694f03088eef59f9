package com.stateset.sequencer.event;

import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Domain;
import com.stateset.sequencer.merkle.DomainHasher;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.StateRoot;
import java.util.UUID;

/** The hashes of events and of agents' keys (PROTOCOL sections 3, 5 and 7), as pure functions. Thread-safe: each thread hashes with a hasher of its own. */
public final class VesHashes {

    private static final Domain EVENT_SIGNATURE = Domain.of("VES_EVENTSIG_V1");
    private static final Domain PAYLOAD_AAD = Domain.of("VES_PAYLOAD_AAD_V1");
    private static final Domain RECEIPT = Domain.of("VES_RECEIPT_V1");
    private static final Domain KEY_PROOF = Domain.of("VES_POP_V1");

    private VesHashes() {}

    /** {@code stream_id}: the name of a stream in its logs and in the chain of its commitments. */
    public static Hash stream(StreamId stream) {
        return StateRoot.streamId(stream.tenantId(), stream.storeId());
    }

    /** {@code payload_hash}: the plain SHA-256 of the canonical payload. */
    public static Hash payload(CanonicalJson payload) {
        return ThreadHasher.get().begin().bytes(payload.asByteBuffer()).finish();
    }

    /** The plain SHA-256 of some bytes, for comparing with a hash of a payload as it was sent. */
    public static Hash plain(byte[] bytes) {
        return ThreadHasher.get().begin().bytes(bytes).finish();
    }

    /** {@code payload_plain_hash}: the payload's hash that is signed. */
    public static Hash payloadPlain(CanonicalJson payload) {
        return ThreadHasher.get()
                .begin(PayloadHashes.PLAIN)
                .bytes(payload.asByteBuffer())
                .finish();
    }

    /** {@code payload_plain_hash} of a payload encrypted end to end: of its salt and itself, so that guessing the payload does not confirm it. */
    public static Hash payloadPlain(byte[] saltAndPayload) {
        return ThreadHasher.get()
                .begin(PayloadHashes.PLAIN)
                .bytes(saltAndPayload)
                .finish();
    }

    /** {@code signing_hash}: what an agent signs; for an unsigned event the same formula with version and key id 0. */
    public static Hash signing(Event event) {
        return addTo(
                        ThreadHasher.get()
                                .begin(EVENT_SIGNATURE)
                                .u32(event.authorship().vesVersion()),
                        event)
                .u32(event.payloadHashes().kind())
                .hash(event.payloadHashes().plainHash())
                .hash(event.payloadHashes().cipherHash())
                .finish();
    }

    /**
     * {@code payload_aad}: what the ciphertext of an encrypted payload is bound to (PROTOCOL section 7), so that it opens in no other event.
     *
     * @param plainHash the payload's {@code payload_plain_hash}
     */
    public static Hash payloadAad(Event event, Hash plainHash) {
        return addTo(ThreadHasher.get().begin(PAYLOAD_AAD), event)
                .hash(plainHash)
                .finish();
    }

    /** What an event is besides its payload. */
    private static DomainHasher addTo(DomainHasher hasher, Event event) {
        return hasher.uuid(event.stream().tenantId())
                .uuid(event.stream().storeId())
                .uuid(event.eventId())
                .uuid(event.sourceAgent())
                .u32(event.authorship().agentKeyId())
                .string(event.entity().type())
                .string(event.entity().id())
                .string(event.eventType())
                .string(event.createdAt().text());
    }

    /** {@code leaf_hash}: binds an event, by its signing hash and signature, to its sequence number in the stream. */
    public static Hash leaf(StreamId stream, long sequenceNumber, Hash signingHash, Ed25519Signature signature) {
        return ThreadHasher.get()
                .begin(Domain.LEAF)
                .uuid(stream.tenantId())
                .uuid(stream.storeId())
                .u64(sequenceNumber)
                .hash(signingHash)
                .bytes(signature.bytes())
                .finish();
    }

    /** {@code receipt_hash}: what the sequencer signs to promise an event its sequence number. */
    public static Hash receipt(StreamId stream, UUID eventId, long sequenceNumber, Hash signingHash) {
        return ThreadHasher.get()
                .begin(RECEIPT)
                .uuid(stream.tenantId())
                .uuid(stream.storeId())
                .uuid(eventId)
                .u64(sequenceNumber)
                .hash(signingHash)
                .finish();
    }

    /**
     * What is signed to register a key (PROTOCOL section 5): by the key itself, to prove that its holder registers it, and by
     * another key of the agent, to authorize it.
     */
    public static Hash keyProof(AgentKey key) {
        return ThreadHasher.get()
                .begin(KEY_PROOF)
                .bytes(key.publicKey().toByteArray())
                .uuid(key.tenantId())
                .uuid(key.agentId())
                .u32(key.keyId())
                .finish();
    }
}
