package com.stateset.sequencer.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.ApiKey;
import com.stateset.sequencer.spi.ApiKey.Permission;
import com.stateset.sequencer.spi.ApiKeyStore;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SqliteApiKeysTest {

    /** A server refuses such a label today; earlier ones let it in, and the key has to open what it opened then. */
    @Test
    void a_label_of_before_is_read_whatever_it_holds() {
        UUID tenant = UUID.randomUUID();
        ApiKey key = new ApiKey(
                Hash.of(new byte[Hash.LENGTH]),
                tenant,
                Set.of(),
                null,
                Permission.READ,
                null,
                "till\u00007",
                null,
                Instant.EPOCH,
                null,
                null,
                null);
        try (SqliteEventStore store = SqliteEventStore.inMemory()) {
            ApiKeyStore keys = store.apiKeys();
            keys.add(key);
            assertThat(keys.find(key.hash())).contains(key);
            assertThat(keys.ofTenant(tenant)).containsExactly(key);
        }
    }
}
