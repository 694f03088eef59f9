package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentKeysTest {

    private final UUID tenant = UUID.randomUUID();
    private final UUID agent = UUID.randomUUID();
    private final Sequencer sequencer =
            Sequencer.builder().store(new MemoryStore()).build();
    private final AgentKeys keys = sequencer.agentKeys();

    @AfterEach
    void close() {
        sequencer.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "0200000000000000000000000000000000000000000000000000000000000000",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "8119e7c9d3b15db3c9e9cf95930e34e2fc029e48c131192b77f028535b56dd3c"
            })
    void an_impossible_key_is_not_registered(String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> keys.register(new AgentKey(tenant, agent, 1, Ed25519PublicKey.parse(key))))
                .withMessageStartingWith("the public key " + key + " is no valid Ed25519 key: it is ");
        assertThat(keys.of(tenant, agent)).isEmpty();
    }

    @Test
    void a_good_key_is_registered() {
        AgentKey key = new AgentKey(tenant, agent, 1, SigningKey.generate().publicKey());
        assertThat(keys.register(key)).isEqualTo(key);
        assertThat(keys.of(tenant, agent)).containsExactly(key);
    }
}
