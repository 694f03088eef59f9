package com.stateset.sequencer.tck.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.ApiKey;
import com.stateset.sequencer.spi.ApiKey.Permission;
import com.stateset.sequencer.spi.ApiKeyStore;
import com.stateset.sequencer.tck.Race;
import com.stateset.sequencer.tck.StoreContract;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** A key that was added is found as it is, everywhere, and from the moment of its revocation on as revoked. */
public abstract class ApiKeyContract extends StoreContract {

    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.891234Z");
    private static final int REVOKERS = 4;

    private final UUID tenant = UUID.randomUUID();

    @Test
    void a_key_is_found_as_it_was_added() {
        ApiKey key = new ApiKey(
                newHash(),
                tenant,
                Set.of(UUID.randomUUID(), new UUID(0, 1), new UUID(-1, -1)),
                UUID.randomUUID(),
                Permission.READ_WRITE,
                60,
                "Müllers \"till\" 🧾",
                newHash(),
                NOW,
                NOW.plusSeconds(1),
                null,
                null);
        keys().add(key);
        assertThat(keys().find(key.hash())).contains(key);
        assertThat(openAnother().apiKeys().find(key.hash())).contains(key);
    }

    @Test
    void what_a_key_lacks_stays_missing() {
        for (Permission permission : Permission.values()) {
            ApiKey key = key(tenant, permission, NOW);
            keys().add(key);
            assertThat(openAnother().apiKeys().find(key.hash())).contains(key);
        }
    }

    @Test
    void a_hash_that_was_not_added_is_not_found() {
        assertThat(keys().find(newHash())).isEmpty();
        assertThat(keys().revoke(newHash(), NOW)).isEmpty();
        keys().used(newHash(), NOW);
    }

    @Test
    void a_hash_belongs_to_one_key_for_good() {
        ApiKey key = key(tenant, Permission.READ, NOW);
        ApiKey wider = new ApiKey(
                key.hash(),
                UUID.randomUUID(),
                Set.of(),
                null,
                Permission.ADMIN,
                null,
                null,
                null,
                NOW,
                null,
                null,
                null);
        keys().add(key);
        assertThatThrownBy(() -> openAnother().apiKeys().add(wider)).isInstanceOf(IllegalStateException.class);
        assertThat(keys().find(key.hash())).contains(key);
    }

    @Test
    void a_tenants_keys_are_listed_in_the_order_of_their_making() {
        UUID fresh = UUID.randomUUID();
        List<ApiKey> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(key(fresh, Permission.READ, NOW.plusMillis(i)));
        }
        for (int i = 4; i >= 0; i--) {
            keys().add(made.get(i));
        }
        keys().add(key(UUID.randomUUID(), Permission.READ, NOW));
        assertThat(openAnother().apiKeys().ofTenant(fresh)).containsExactlyElementsOf(made);
        assertThat(keys().ofTenant(UUID.randomUUID())).isEmpty();
    }

    @Test
    void a_revocation_binds_the_next_look_up_everywhere() {
        ApiKeyStore another = openAnother().apiKeys();
        for (int i = 0; i < 20; i++) {
            ApiKey key = key(tenant, Permission.ADMIN, NOW);
            keys().add(key);
            assertThat(another.find(key.hash())).contains(key);
            keys().revoke(key.hash(), NOW.plusSeconds(1));
            assertThat(another.find(key.hash()).orElseThrow().revokedAt()).isEqualTo(NOW.plusSeconds(1));
            assertThat(keys().find(key.hash()).orElseThrow().problemAt(NOW)).contains("has been revoked");
        }
    }

    @Test
    void the_first_of_several_revocations_stays() {
        ApiKey key = key(tenant, Permission.READ, NOW);
        keys().add(key);
        ApiKeyStore another = openAnother().apiKeys();
        List<Callable<Instant>> revokers = new ArrayList<>();
        for (int i = 1; i <= REVOKERS; i++) {
            ApiKeyStore mine = i % 2 == 0 ? keys() : another;
            Instant moment = NOW.plusSeconds(i);
            revokers.add(() -> mine.revoke(key.hash(), moment).orElseThrow().revokedAt());
        }
        List<Instant> moments = Race.run(revokers);
        assertThat(moments).doesNotContainNull();
        assertThat(Set.copyOf(moments)).hasSize(1);
        assertThat(keys().find(key.hash()).orElseThrow().revokedAt()).isEqualTo(moments.get(0));
    }

    @Test
    void the_latest_use_stays_and_nothing_else_changes() {
        ApiKey key = key(tenant, Permission.READ, NOW);
        keys().add(key);
        keys().used(key.hash(), NOW.plusSeconds(2));
        openAnother().apiKeys().used(key.hash(), NOW.plusSeconds(1));
        assertThat(keys().find(key.hash())).contains(used(key, NOW.plusSeconds(2)));
        keys().used(key.hash(), NOW.plusSeconds(3));
        assertThat(keys().find(key.hash())).contains(used(key, NOW.plusSeconds(3)));
    }

    private ApiKeyStore keys() {
        return store().apiKeys();
    }

    private static ApiKey used(ApiKey key, Instant moment) {
        return new ApiKey(
                key.hash(),
                key.tenantId(),
                Set.of(),
                null,
                key.permission(),
                null,
                null,
                null,
                key.createdAt(),
                null,
                moment,
                null);
    }

    private static ApiKey key(UUID tenant, Permission permission, Instant createdAt) {
        return new ApiKey(newHash(), tenant, Set.of(), null, permission, null, null, null, createdAt, null, null, null);
    }

    private static Hash newHash() {
        ByteBuffer bytes = ByteBuffer.allocate(32);
        for (int i = 0; i < 2; i++) {
            UUID random = UUID.randomUUID();
            bytes.putLong(random.getMostSignificantBits()).putLong(random.getLeastSignificantBits());
        }
        return Hash.of(bytes.array());
    }
}
