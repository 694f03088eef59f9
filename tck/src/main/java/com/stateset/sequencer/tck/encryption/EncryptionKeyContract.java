package com.stateset.sequencer.tck.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.EncryptionKeys;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.encryption.EncryptionKey;
import com.stateset.sequencer.encryption.RecipientKey;
import com.stateset.sequencer.encryption.X25519PrivateKey;
import com.stateset.sequencer.error.KeyNotAuthorizedException;
import com.stateset.sequencer.tck.Race;
import com.stateset.sequencer.tck.StoreContract;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Encryption keys are registered on a signing key's word, under ids that are unique in the tenant, and are never replaced. */
public abstract class EncryptionKeyContract extends StoreContract {

    private final AgentSigner till = new AgentSigner(UUID.randomUUID(), 1, SigningKey.generate());
    private final AgentSigner office = new AgentSigner(UUID.randomUUID(), 1, SigningKey.generate());
    private UUID tenant = UUID.randomUUID();
    private @Nullable Sequencer opened;

    @BeforeEach
    void registerAgents() {
        tenant = UUID.randomUUID();
        opened = Sequencer.builder().store(openAnother()).build();
        sequencer().agentKeys().register(till.agentKey(tenant));
        sequencer().agentKeys().register(office.agentKey(tenant));
    }

    @AfterEach
    void close() {
        sequencer().close();
    }

    @Test
    void a_key_is_kept_listed_and_revoked_once() {
        EncryptionKey second = key(till, 4_294_967_295L);
        EncryptionKey first = key(till, 0);
        assertThat(keys().register(second)).isEqualTo(second);
        assertThat(keys().register(first)).isEqualTo(first);
        assertThat(keys().register(first)).isEqualTo(first);
        assertThat(keys().of(tenant, till.agentId())).containsExactly(first, second);
        assertThat(keys().of(tenant, office.agentId())).isEmpty();
        assertThat(keys().revoke(tenant, office.agentId(), 0)).isEmpty();
        EncryptionKey revoked = keys().revoke(tenant, till.agentId(), 0).orElseThrow();
        assertThat(revoked.revokedAt()).isNotNull();
        assertThat(keys().revoke(tenant, till.agentId(), 0)).contains(revoked);
        assertThat(keys().register(first)).isEqualTo(revoked);
        assertThat(keys().of(tenant, till.agentId())).containsExactly(revoked, second);
    }

    @Test
    void an_id_is_one_keys_in_the_whole_tenant() {
        EncryptionKey first = keys().register(key(till, 7));
        assertThat(keys().register(key(office, 7))).isEqualTo(first);
        assertThat(keys().register(key(till, 7))).isEqualTo(first);
        assertThat(keys().of(tenant, office.agentId())).isEmpty();
    }

    @Test
    void it_needs_the_word_of_a_valid_signing_key() {
        EncryptionKey good = key(till, 7);
        assertRefused(new EncryptionKey(tenant, office.agentId(), good.key(), 1, good.signature(), null));
        assertRefused(new EncryptionKey(tenant, till.agentId(), good.key(), 2, good.signature(), null));
        assertRefused(new EncryptionKey(
                tenant, till.agentId(), new RecipientKey(8, good.key().publicKey()), 1, good.signature(), null));
        sequencer().agentKeys().revoke(tenant, till.agentId(), 1);
        assertRefused(good);
        assertThat(keys().of(tenant, till.agentId())).isEmpty();
    }

    @Test
    void another_signing_key_can_speak_for_it_until_it_is_revoked() {
        EncryptionKey first = keys().register(key(till, 7));
        AgentSigner next = new AgentSigner(till.agentId(), 2, SigningKey.generate());
        sequencer().agentKeys().register(next.agentKey(tenant), next.proofs(tenant, till));
        sequencer().agentKeys().revoke(tenant, till.agentId(), 1);
        EncryptionKey anew = next.authorize(tenant, first.key());
        assertThat(keys().register(anew)).isEqualTo(anew);
        assertThat(keys().of(tenant, till.agentId())).containsExactly(anew);
        assertThat(keys().register(key(next, 7))).isEqualTo(anew);

        AgentSigner third = new AgentSigner(till.agentId(), 3, SigningKey.generate());
        sequencer().agentKeys().register(third.agentKey(tenant), third.proofs(tenant, next));
        EncryptionKey revoked = keys().revoke(tenant, till.agentId(), 7).orElseThrow();
        assertThat(keys().register(third.authorize(tenant, first.key()))).isEqualTo(revoked);
        assertThat(keys().of(tenant, till.agentId())).containsExactly(revoked);
    }

    @Test
    void of_two_that_come_at_once_one_stays() {
        List<Callable<EncryptionKey>> both = IntStream.range(0, 8)
                .<Callable<EncryptionKey>>mapToObj(i -> {
                    EncryptionKey mine = key(i % 2 == 0 ? till : office, 7);
                    return () -> keys().register(mine);
                })
                .toList();
        assertThat(Race.run(both).stream().distinct()).hasSize(1);
    }

    private void assertRefused(EncryptionKey key) {
        assertThatThrownBy(() -> keys().register(key)).isInstanceOf(KeyNotAuthorizedException.class);
    }

    private EncryptionKey key(AgentSigner agent, long keyId) {
        return agent.authorize(
                tenant, new RecipientKey(keyId, X25519PrivateKey.generate().publicKey()));
    }

    private Sequencer sequencer() {
        return Objects.requireNonNull(opened);
    }

    private EncryptionKeys keys() {
        return sequencer().encryptionKeys().orElseThrow();
    }
}
