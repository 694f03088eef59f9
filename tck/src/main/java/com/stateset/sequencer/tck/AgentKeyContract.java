package com.stateset.sequencer.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.spi.EventStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keys are kept as they were registered, and never replaced. */
public abstract class AgentKeyContract extends StoreContract {

    private static final int ROUNDS = 25;
    private static final Instant MOMENT = Instant.parse("2026-01-02T03:04:05.678901Z");

    private final UUID agent = UUID.randomUUID();

    @Test
    void an_unknown_agent_has_no_keys() {
        assertThat(store().agentKeys().keys(UUID.randomUUID(), agent)).isEmpty();
    }

    @Test
    void keys_are_kept_to_the_microsecond_and_shown_everywhere() {
        UUID tenant = UUID.randomUUID();
        List<AgentKey> keys = List.of(
                key(tenant, 1, null, null),
                key(tenant, 2, MOMENT, null),
                key(tenant, 3, null, MOMENT),
                key(tenant, 4, MOMENT, MOMENT.plus(1, ChronoUnit.MICROS)),
                key(tenant, 5, Instant.EPOCH, Instant.parse("9999-12-31T23:59:59.999999Z")));
        EventStore another = openAnother();
        for (AgentKey key : keys) {
            assertThat(store().agentKeys().register(key)).isEqualTo(key);
        }
        assertThat(store().agentKeys().keys(tenant, agent)).isEqualTo(keys);
        assertThat(another.agentKeys().keys(tenant, agent)).isEqualTo(keys);
    }

    @Test
    void a_key_is_never_replaced() {
        UUID tenant = UUID.randomUUID();
        AgentKey first = key(tenant, 1, MOMENT, null);
        store().agentKeys().register(first);
        EventStore another = openAnother();
        for (AgentKey other : List.of(
                first, key(tenant, 1, null, null), new AgentKey(tenant, agent, 1, publicKey(2), MOMENT, null, null))) {
            assertThat(another.agentKeys().register(other)).isEqualTo(first);
            assertThat(store().agentKeys().register(other)).isEqualTo(first);
        }
        assertThat(store().agentKeys().keys(tenant, agent)).containsExactly(first);
    }

    @Test
    void of_keys_registered_at_once_under_one_id_all_get_the_same_one() {
        EventStore another = openAnother();
        for (int round = 0; round < ROUNDS; round++) {
            UUID tenant = UUID.randomUUID();
            List<Callable<AgentKey>> contenders = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                EventStore mine = i % 2 == 0 ? store() : another;
                AgentKey key = new AgentKey(tenant, agent, 1, publicKey(i));
                contenders.add(() -> mine.agentKeys().register(key));
            }
            List<AgentKey> told = Race.run(contenders);
            assertThat(told).containsOnly(told.get(0));
            assertThat(another.agentKeys().keys(tenant, agent)).containsExactly(told.get(0));
        }
    }

    @Test
    void keys_are_listed_by_id_of_one_agent_in_one_tenant() {
        UUID tenant = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        for (long keyId : new long[] {0x8000_0000L, 7, 0xffff_ffffL, 0, 0x7fff_ffffL}) {
            store().agentKeys().register(key(tenant, keyId, null, null));
            store().agentKeys().register(key(other, keyId / 2, null, null));
            store().agentKeys().register(new AgentKey(tenant, other, keyId / 3, publicKey(keyId)));
        }
        assertThat(store().agentKeys().keys(tenant, agent))
                .extracting(AgentKey::keyId)
                .containsExactly(0L, 7L, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL);
        assertThat(store().agentKeys().keys(tenant, agent)).allSatisfy(key -> {
            assertThat(key.tenantId()).isEqualTo(tenant);
            assertThat(key.agentId()).isEqualTo(agent);
        });
        assertThat(store().agentKeys().keys(other, other)).isEmpty();
    }

    @Test
    void a_revocation_keeps_its_first_moment() {
        UUID tenant = UUID.randomUUID();
        store().agentKeys().register(key(tenant, 1, MOMENT, null));
        AgentKey other = store().agentKeys().register(key(tenant, 2, null, null));
        Instant before = Instant.now().minusSeconds(300);
        AgentKey revoked = store().agentKeys().revoke(tenant, agent, 1).orElseThrow();
        Instant moment = Objects.requireNonNull(revoked.revokedAt());
        assertThat(moment).isBetween(before, Instant.now().plusSeconds(300));
        assertThat(moment).isEqualTo(moment.truncatedTo(ChronoUnit.MICROS));
        assertThat(revoked).isEqualTo(new AgentKey(tenant, agent, 1, publicKey(1), MOMENT, null, moment));
        assertThat(store().agentKeys().revoke(tenant, agent, 1)).contains(revoked);
        assertThat(openAnother().agentKeys().revoke(tenant, agent, 1)).contains(revoked);
        assertThat(store().agentKeys().register(key(tenant, 1, MOMENT, null))).isEqualTo(revoked);
        assertThat(store().agentKeys().keys(tenant, agent)).containsExactly(revoked, other);
    }

    @Test
    void a_key_that_is_not_there_cannot_be_revoked() {
        UUID tenant = UUID.randomUUID();
        store().agentKeys().register(key(tenant, 1, null, null));
        assertThat(store().agentKeys().revoke(tenant, agent, 2)).isEmpty();
        assertThat(store().agentKeys().revoke(tenant, UUID.randomUUID(), 1)).isEmpty();
        assertThat(store().agentKeys().revoke(UUID.randomUUID(), agent, 1)).isEmpty();
        assertThat(store().agentKeys().keys(tenant, agent)).containsExactly(key(tenant, 1, null, null));
    }

    private AgentKey key(UUID tenant, long keyId, @Nullable Instant validFrom, @Nullable Instant validTo) {
        return new AgentKey(tenant, agent, keyId, publicKey(keyId), validFrom, validTo, null);
    }
}
