package com.stateset.sequencer.outbox;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.sync.OutboxProfile;
import java.util.UUID;

/** What both processes know. */
final class CrashSamples {

    static final AgentSigner SIGNER =
            new AgentSigner(new UUID(5, 6), 1, SigningKey.ofSeed(new byte[SigningKey.SEED_LENGTH]));
    static final OutboxProfile PROFILE =
            new OutboxProfile(new StreamId(new UUID(1, 2), new UUID(3, 4)), SIGNER.agentId()).keyId(1);

    private CrashSamples() {}

    static NewEvent draft() {
        return NewEvent.builder()
                .entity("order", "a")
                .eventType("order.changed")
                .payload("{\"n\":1}")
                .build();
    }
}
