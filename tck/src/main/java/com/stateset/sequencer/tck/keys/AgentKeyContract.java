package com.stateset.sequencer.tck.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.KeyNotAuthorizedException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.KeyAuthority;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.Race;
import com.stateset.sequencer.tck.Retrying;
import com.stateset.sequencer.tck.StoreContract;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keys are kept as they were registered, on whose word they were, and never replaced. */
public abstract class AgentKeyContract extends StoreContract {

    private static final int ROUNDS = 25;
    private static final Duration LIMIT = Duration.ofSeconds(30);
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

    @Test
    void on_whose_word_a_key_is_registered_is_kept() {
        UUID tenant = UUID.randomUUID();
        List<AgentKey> keys = List.of(
                key(tenant, 1, KeyAuthority.FIRST),
                key(tenant, 2, new KeyAuthority.Key(1)),
                key(tenant, 3, KeyAuthority.ADMIN),
                key(tenant, 4, KeyAuthority.UNRECORDED),
                key(tenant, 0xffff_ffffL, new KeyAuthority.Key(2)),
                key(tenant, 0xffff_fffeL, new KeyAuthority.Key(0xffff_ffffL)));
        EventStore another = openAnother();
        for (AgentKey key : keys) {
            assertThat(store().agentKeys().register(key)).isEqualTo(key);
        }
        assertThat(store().agentKeys().keys(tenant, agent)).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(another.agentKeys().keys(tenant, agent)).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(another.agentKeys().revoke(tenant, agent, 2).orElseThrow().registeredBy())
                .isEqualTo(new KeyAuthority.Key(1));
    }

    @Test
    void the_first_key_needs_nobodys_word_and_has_none() {
        UUID tenant = UUID.randomUUID();
        assertThat(store().agentKeys().register(key(tenant, 7, KeyAuthority.ADMIN)))
                .isEqualTo(key(tenant, 7, KeyAuthority.FIRST));
        refused(
                key(UUID.randomUUID(), 2, new KeyAuthority.Key(1)),
                "authorized_by names key 1, which agent " + agent + " does not have");
    }

    @Test
    void a_further_key_is_not_registered_on_nobodys_word() {
        UUID tenant = UUID.randomUUID();
        AgentKey first = store().agentKeys().register(key(tenant, 1, KeyAuthority.FIRST));
        AgentKey further = key(tenant, 2, KeyAuthority.FIRST);
        String why = "agent " + agent + " has a key already, so another one needs authorized_by, the signature of one"
                + " of its valid keys, or an administrator";
        refused(further, why);
        assertThat(store().agentKeys().register(first)).isEqualTo(first);
        openAnother().agentKeys().revoke(tenant, agent, 1);
        refused(further, why);
        assertThat(store().agentKeys().keys(tenant, agent)).hasSize(1);
        assertThat(store().agentKeys().register(key(tenant, 2, KeyAuthority.ADMIN)))
                .isEqualTo(key(tenant, 2, KeyAuthority.ADMIN));
    }

    @Test
    void a_key_that_is_not_valid_authorizes_nothing() {
        UUID tenant = UUID.randomUUID();
        Instant future = Instant.parse("2999-01-01T00:00:00Z");
        store().agentKeys().register(key(tenant, 1, future, null));
        store().agentKeys().register(key(tenant, 2, null, MOMENT));
        store().agentKeys().register(key(tenant, 3, null, null));
        openAnother().agentKeys().revoke(tenant, agent, 3);
        List<String> problems = List.of("is not valid yet", "has expired", "is revoked");
        for (int keyId = 1; keyId <= problems.size(); keyId++) {
            refused(
                    key(tenant, 9, new KeyAuthority.Key(keyId)),
                    "authorized_by names a key that is not valid: key " + keyId + " of agent " + agent + " "
                            + problems.get(keyId - 1));
        }
        refused(
                key(tenant, 9, new KeyAuthority.Key(9)),
                "authorized_by names key 9, which agent " + agent + " does not have");
        assertThat(store().agentKeys().keys(tenant, agent)).hasSize(3);
    }

    @Test
    void a_key_that_is_there_needs_no_word_any_more() {
        UUID tenant = UUID.randomUUID();
        store().agentKeys().register(key(tenant, 1, KeyAuthority.FIRST));
        AgentKey second = store().agentKeys().register(key(tenant, 2, new KeyAuthority.Key(1)));
        store().agentKeys().revoke(tenant, agent, 1);
        for (KeyAuthority word : List.of(KeyAuthority.FIRST, new KeyAuthority.Key(1), KeyAuthority.ADMIN)) {
            assertThat(openAnother().agentKeys().register(second.registeredBy(word)))
                    .isEqualTo(second);
        }
    }

    @Test
    void of_first_keys_registered_at_once_under_several_ids_one_is() {
        EventStore another = openAnother();
        for (int round = 0; round < ROUNDS; round++) {
            UUID tenant = UUID.randomUUID();
            List<Callable<Boolean>> contenders = new ArrayList<>();
            for (int keyId = 1; keyId <= 4; keyId++) {
                EventStore mine = keyId % 2 == 0 ? store() : another;
                AgentKey key = key(tenant, keyId, KeyAuthority.FIRST);
                contenders.add(() -> isRegistered(mine, key));
            }
            assertThat(Race.run(contenders)).containsOnlyOnce(true);
            assertThat(store().agentKeys().keys(tenant, agent)).hasSize(1);
        }
    }

    /** What holds of it: once the revocation has returned, no key is added on the word of the revoked one, begun earlier or not. */
    @Test
    void nothing_is_authorized_after_a_revocation_racing_with_it() {
        EventStore another = openAnother();
        for (int round = 0; round < ROUNDS; round++) {
            UUID tenant = UUID.randomUUID();
            store().agentKeys().register(key(tenant, 0, KeyAuthority.FIRST));
            AtomicBoolean revoked = new AtomicBoolean();
            AtomicInteger registered = new AtomicInteger();
            AtomicInteger held = new AtomicInteger();
            EventStore revoker = round % 2 == 0 ? store() : another;
            Race.run(List.of(
                    () -> registersUntilRefused(store(), tenant, 1, revoked, registered),
                    () -> registersUntilRefused(another, tenant, 1_000_000, revoked, registered),
                    () -> {
                        Retrying.await("the first keys", LIMIT, () -> registered.get() > 1);
                        assertThat(revoker.agentKeys().revoke(tenant, agent, 0)).isPresent();
                        held.set(revoker.agentKeys().keys(tenant, agent).size());
                        revoked.set(true);
                        return true;
                    }));
            assertThat(store().agentKeys().keys(tenant, agent))
                    .hasSize(held.get())
                    .hasSize(1 + registered.get());
        }
    }

    private boolean registersUntilRefused(
            EventStore mine, UUID tenant, long firstId, AtomicBoolean revoked, AtomicInteger registered) {
        for (long keyId = firstId; ; keyId++) {
            boolean isLate = revoked.get();
            if (!isRegistered(mine, key(tenant, keyId, new KeyAuthority.Key(0)))) {
                return true;
            }
            assertThat(isLate).as("authorized after the revocation").isFalse();
            registered.incrementAndGet();
        }
    }

    private static boolean isRegistered(EventStore mine, AgentKey key) {
        try {
            return mine.agentKeys().register(key).equals(key);
        } catch (KeyNotAuthorizedException e) {
            return false;
        }
    }

    private void refused(AgentKey key, String why) {
        assertThatThrownBy(() -> store().agentKeys().register(key))
                .isInstanceOf(KeyNotAuthorizedException.class)
                .hasMessage(why);
    }

    private AgentKey key(UUID tenant, long keyId, KeyAuthority word) {
        return key(tenant, keyId, null, null).registeredBy(word);
    }

    private AgentKey key(UUID tenant, long keyId, @Nullable Instant validFrom, @Nullable Instant validTo) {
        return new AgentKey(tenant, agent, keyId, publicKey(keyId), validFrom, validTo, null);
    }
}
