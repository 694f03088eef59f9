package com.stateset.sequencer.postgres.tables;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.postgres.connection.Database;
import com.stateset.sequencer.spi.ApiKey;
import com.stateset.sequencer.spi.ApiKeyStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The keys that a server lets callers in by, in {@code api_keys}. Nothing is remembered: a look-up sees what is committed, so a
 * revocation that has returned binds the next one of every process on the database. Thread-safe.
 *
 * <p><b>What is stored</b> of a key is the SHA-256 of its secret, which is also the name of its row: who reads the table can let
 * nobody in, and looking a key up compares no secrets.
 *
 * <p><b>What can race.</b> A revocation keeps the first moment, however often and from wherever it is repeated: the condition is
 * in the statement. When a key was used last is noted now and then, by several processes and late; only a later moment replaces
 * an earlier one, and to note it never touches {@code revoked_at}.
 */
public final class ApiKeyTable implements ApiKeyStore {

    private final Database database;

    public ApiKeyTable(Database database) {
        this.database = database;
        database.register(new ApiKeyRow.Mapper());
    }

    @Override
    public void add(ApiKey key) {
        ApiKeyRow row = ApiKeyRow.of(key);
        int added = database.write(handle -> handle.attach(ApiKeyQueries.class).add(row));
        if (added == 0) {
            throw new IllegalStateException("there is an API key " + key.prefix() + " already");
        }
    }

    @Override
    public Optional<ApiKey> find(Hash hash) {
        return database.read(handle -> handle.attach(ApiKeyQueries.class).find(hash.toByteArray()));
    }

    @Override
    public List<ApiKey> ofTenant(UUID tenantId) {
        return database.read(handle -> handle.attach(ApiKeyQueries.class).ofTenant(tenantId));
    }

    @Override
    public Optional<ApiKey> revoke(Hash hash, Instant now) {
        return database.write(handle -> {
            ApiKeyQueries queries = handle.attach(ApiKeyQueries.class);
            queries.revoke(hash.toByteArray(), now);
            return queries.find(hash.toByteArray());
        });
    }

    @Override
    public void used(Hash hash, Instant moment) {
        database.write(handle -> {
            handle.attach(ApiKeyQueries.class).used(hash.toByteArray(), moment);
            return true;
        });
    }
}
