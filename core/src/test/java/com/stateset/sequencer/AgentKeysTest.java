package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.KeyProofs;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.KeyNotAuthorizedException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.KeyAuthority;
import com.stateset.sequencer.merkle.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentKeysTest {

    private final UUID tenant = UUID.randomUUID();
    private final UUID agent = UUID.randomUUID();
    private final AgentSigner first = new AgentSigner(agent, 1, SigningKey.generate());
    private final AgentSigner second = new AgentSigner(agent, 2, SigningKey.generate());
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
        assertThat(keys.register(key)).isEqualTo(key.registeredBy(KeyAuthority.FIRST));
        assertThat(keys.of(tenant, agent)).containsExactly(key.registeredBy(KeyAuthority.FIRST));
    }

    @Test
    void a_program_with_the_store_is_an_administrator() {
        keys.register(first.agentKey(tenant));
        assertThat(keys.register(second.agentKey(tenant)).registeredBy()).isEqualTo(KeyAuthority.ADMIN);
    }

    @Test
    void a_further_key_is_registered_on_the_word_of_one_that_is_valid() {
        keys.register(first.agentKey(tenant), first.proofs(tenant));
        assertThat(keys.register(second.agentKey(tenant), second.proofs(tenant, first))
                        .registeredBy())
                .isEqualTo(new KeyAuthority.Key(1));
        keys.revoke(tenant, agent, 1);
        AgentSigner third = new AgentSigner(agent, 3, SigningKey.generate());
        assertThatThrownBy(() -> keys.register(third.agentKey(tenant), third.proofs(tenant, first)))
                .isInstanceOf(KeyNotAuthorizedException.class)
                .hasMessage("authorized_by names a key that is not valid: key 1 of agent " + agent + " is revoked");
        assertThat(keys.register(second.agentKey(tenant), second.proofs(tenant, first))
                        .keyId())
                .isEqualTo(2);
        assertThat(keys.register(third.agentKey(tenant), third.proofs(tenant, second))
                        .registeredBy())
                .isEqualTo(new KeyAuthority.Key(2));
    }

    @Test
    void a_further_key_on_its_own_word_is_refused() {
        keys.register(first.agentKey(tenant), first.proofs(tenant));
        assertThatThrownBy(() -> keys.register(second.agentKey(tenant), second.proofs(tenant)))
                .isInstanceOf(KeyNotAuthorizedException.class);
        assertThatThrownBy(() -> keys.register(second.agentKey(tenant), second.proofs(tenant, second)))
                .isInstanceOf(KeyNotAuthorizedException.class)
                .hasMessage("authorized_by names key 2, which agent " + agent + " does not have");
        assertThat(keys.of(tenant, agent)).hasSize(1);
    }

    @Test
    void an_authorization_holds_for_one_key_id_agent_and_tenant() {
        keys.register(first.agentKey(tenant), first.proofs(tenant));
        SigningKey key = SigningKey.generate();
        AgentSigner wanted = new AgentSigner(agent, 2, key);
        List<KeyProofs.Authorization> others = List.of(
                new AgentSigner(agent, 3, key).proofs(tenant, first).authorization(),
                new AgentSigner(UUID.randomUUID(), 2, key).proofs(tenant, first).authorization(),
                wanted.proofs(UUID.randomUUID(), first).authorization(),
                second.proofs(tenant, first).authorization(),
                wanted.proofs(tenant, new AgentSigner(agent, 1, key)).authorization());
        for (KeyProofs.Authorization other : others) {
            KeyProofs proofs = new KeyProofs(null, other);
            assertThatThrownBy(() -> keys.register(wanted.agentKey(tenant), proofs))
                    .isInstanceOf(KeyNotAuthorizedException.class)
                    .hasMessage("the signature in authorized_by is not one by key 1 of agent " + agent
                            + " over the new key");
            assertThatThrownBy(() -> keys.registerAsAdmin(wanted.agentKey(tenant), proofs))
                    .isInstanceOf(KeyNotAuthorizedException.class);
        }
        assertThat(keys.of(tenant, agent)).hasSize(1);
    }

    @Test
    void a_wrong_proof_of_possession_of_a_known_key_is_refused() {
        KeyProofs wrong = new KeyProofs(second.proofs(tenant).possession(), null);
        for (int i = 0; i < 2; i++) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> keys.registerAsAdmin(first.agentKey(tenant), wrong))
                    .withMessage("the proof of possession is not a signature by the key that is registered");
            keys.register(first.agentKey(tenant), first.proofs(tenant));
        }
    }

    /** Made from the bytes that PROTOCOL section 5 lists, with nothing of ours. */
    @Test
    void a_proof_is_over_the_bytes_of_the_protocol() throws NoSuchAlgorithmException {
        ByteBuffer bytes = ByteBuffer.allocate(10 + 32 + 16 + 16 + 4);
        bytes.put("VES_POP_V1".getBytes(StandardCharsets.US_ASCII))
                .put(second.key().publicKey().toByteArray())
                .putLong(tenant.getMostSignificantBits())
                .putLong(tenant.getLeastSignificantBits())
                .putLong(agent.getMostSignificantBits())
                .putLong(agent.getLeastSignificantBits())
                .putInt(2);
        Hash hash = Hash.of(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
        KeyProofs proofs = second.proofs(tenant, first);
        assertThat(proofs.possession()).isEqualTo(second.key().sign(hash));
        assertThat(proofs.authorization())
                .isEqualTo(new KeyProofs.Authorization(1, first.key().sign(hash)));
    }
}
