package com.stateset.sequencer.postgres.tables;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.postgres.connection.Database;
import com.stateset.sequencer.spi.IdentityStore;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Who sequences, in {@code sequencer_identity} and {@code sequencer_keys}. Thread-safe.
 *
 * <p><b>Races.</b> Of several processes that open a new database at once each offers an id of its own; the one
 * row is inserted by the first, and the others read it back. A version of a key is one more than the highest
 * there is, which two could count at once: so the table is locked against other writers, not against readers,
 * and the key is looked for again under the lock. Versions have no gaps, and a key has the same one for ever,
 * in every process.
 */
public final class StoredIdentity implements IdentityStore {

    private final Database database;

    public StoredIdentity(Database database) {
        this.database = database;
    }

    @Override
    public UUID sequencerId(UUID ifNone) {
        Optional<UUID> kept =
                database.read(handle -> handle.attach(IdentityQueries.class).sequencerId());
        return kept.orElseGet(() -> database.write(handle -> {
            IdentityQueries queries = handle.attach(IdentityQueries.class);
            queries.keep(ifNone);
            return queries.sequencerId().orElseThrow();
        }));
    }

    @Override
    public int keyVersion(Ed25519PublicKey key) {
        byte[] bytes = key.toByteArray();
        Optional<Integer> known =
                database.read(handle -> handle.attach(IdentityQueries.class).version(bytes));
        return known.orElseGet(() -> database.write(handle -> {
            IdentityQueries queries = handle.attach(IdentityQueries.class);
            queries.lockKeys();
            return queries.version(bytes).orElseGet(() -> queries.add(bytes));
        }));
    }

    @Override
    public SortedMap<Integer, Ed25519PublicKey> keys() {
        SortedMap<Integer, Ed25519PublicKey> keys = new TreeMap<>();
        database.read(handle -> handle.attach(IdentityQueries.class).keys())
                .forEach((version, key) -> keys.put(version, publicKey(version, key)));
        return keys;
    }

    private static Ed25519PublicKey publicKey(int version, byte[] stored) {
        try {
            return Ed25519PublicKey.of(stored);
        } catch (IllegalArgumentException e) {
            throw new StoreFailedException("the stored sequencer key " + version + " is damaged", e);
        }
    }
}
