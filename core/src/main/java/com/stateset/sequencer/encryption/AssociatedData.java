package com.stateset.sequencer.encryption;

import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.merkle.Domain;
import com.stateset.sequencer.merkle.DomainHasher;
import com.stateset.sequencer.merkle.Hash;

/** The hashes that both author and recipients compute (PROTOCOL section 7). */
final class AssociatedData {

    private static final Domain AAD = Domain.of("VES_PAYLOAD_AAD_V1");
    private static final Domain PLAIN = Domain.of("VES_PAYLOAD_PLAIN_V1");

    private AssociatedData() {}

    /** {@code payload_aad}: what the ciphertext is bound to, so that it opens in no other event. */
    static Hash of(Event event, Hash plainHash) {
        return new DomainHasher()
                .begin(AAD)
                .uuid(event.stream().tenantId())
                .uuid(event.stream().storeId())
                .uuid(event.eventId())
                .uuid(event.sourceAgent())
                .u32(event.authorship().agentKeyId())
                .string(event.entity().type())
                .string(event.entity().id())
                .string(event.eventType())
                .string(event.createdAt().text())
                .hash(plainHash)
                .finish();
    }

    /** {@code payload_plain_hash} of salt and payload: salted, so that guessing the payload does not confirm it. */
    static Hash plainHash(byte[] plaintext) {
        return new DomainHasher().begin(PLAIN).bytes(plaintext).finish();
    }
}
