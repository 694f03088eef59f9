package com.stateset.sequencer.sync.author;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.encryption.RecipientKey;
import com.stateset.sequencer.encryption.Recipients;
import com.stateset.sequencer.encryption.X25519PrivateKey;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventAuthorTest {

    @Test
    void an_encrypted_payload_is_refused_and_not_dropped() {
        StreamId stream = new StreamId(UUID.randomUUID(), UUID.randomUUID());
        AgentSigner signer = new AgentSigner(UUID.randomUUID(), 1, SigningKey.generate());
        Recipients recipients =
                Recipients.of(new RecipientKey(7, X25519PrivateKey.generate().publicKey()));
        NewEvent plain = NewEvent.builder()
                .entity("order", "o-1")
                .eventType("order.placed")
                .payload("1")
                .build();
        NewEvent encrypted = signer.sign(stream, plain, recipients).toBuilder()
                .signature(null)
                .build();
        EventAuthor author = new EventAuthor(stream, signer.agentId(), signer);

        assertThatThrownBy(() -> author.write(encrypted))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is encrypted already");
    }
}
