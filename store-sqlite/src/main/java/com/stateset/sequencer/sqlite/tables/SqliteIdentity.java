package com.stateset.sequencer.sqlite.tables;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.spi.IdentityStore;
import com.stateset.sequencer.sqlite.connection.Select;
import com.stateset.sequencer.sqlite.connection.SqliteDatabase;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The tables of who sequences: one id for the file, and every public key that ever signed. Thread-safe.
 *
 * <p>Several processes may start at once on a new file. The first one's id stays, and all of them get it; a
 * key gets the next version once, also if two bring it at once.
 *
 * <p><b>What must hold.</b> Receipts and checkpoints name a key by its version, for ever. So a version is given to one key, and
 * is never given again; and a key keeps its version when it comes back after others. Both are unique indices, so that an insert
 * that would break either changes nothing, and what is there is read afterwards in the same transaction.
 *
 * <p>The id is read before it is proposed: a start on a file that has one, as nearly every start, does not wait for a writer.
 */
public final class SqliteIdentity implements IdentityStore {

    private static final Select<UUID> ID =
            new Select<>("select sequencer_id from sequencer_identity", row -> BinaryForm.uuid(row.getBytes(1)));
    private static final Select<StoredKey> KEYS = new Select<>(
            "select version, public_key from sequencer_keys",
            row -> new StoredKey(row.getInt(1), publicKey(row.getInt(1), row.getBytes(2))));

    private final SqliteDatabase database;

    public SqliteIdentity(SqliteDatabase database) {
        this.database = database;
    }

    /** Proposes an id and returns the one that stays, in one transaction. */
    @Override
    public UUID sequencerId(UUID ifNone) {
        List<UUID> kept = database.select(ID);
        return kept.isEmpty() ? database.write(session -> proposed(session.connection(), ifNone)) : kept.get(0);
    }

    private static UUID proposed(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into sequencer_identity (only_row, sequencer_id)
                values (1, ?)
                on conflict do nothing
                """)) {
            insert.setBytes(1, BinaryForm.bytes(id));
            insert.executeUpdate();
        }
        return ID.on(connection).get(0);
    }

    /** Gives a new key the next version; versions begin at 1 and are never given to another key. */
    @Override
    public int keyVersion(Ed25519PublicKey key) {
        return database.write(session -> {
            session.handle().createUpdate("""
                            insert into sequencer_keys (version, public_key)
                            select coalesce(max(version), 0) + 1, :key from sequencer_keys
                            where true
                            on conflict do nothing
                            """).bind("key", key.toByteArray()).execute();
            return session.handle()
                    .createQuery("select version from sequencer_keys where public_key = :key")
                    .bind("key", key.toByteArray())
                    .mapTo(Integer.class)
                    .one();
        });
    }

    /** All of them, the oldest first: verifiers of old receipts ask for keys that have long been replaced. */
    @Override
    public SortedMap<Integer, Ed25519PublicKey> keys() {
        SortedMap<Integer, Ed25519PublicKey> keys = new TreeMap<>();
        for (StoredKey key : database.select(KEYS)) {
            keys.put(key.version(), key.key());
        }
        return Collections.unmodifiableSortedMap(keys);
    }

    /** Named by its version: receipts that it signed cannot be checked until the row is mended. */
    private static Ed25519PublicKey publicKey(int version, byte[] bytes) {
        try {
            return Ed25519PublicKey.of(bytes);
        } catch (IllegalArgumentException e) {
            throw new StoreFailedException("the stored sequencer key " + version + " is damaged", e);
        }
    }

    /** A key, and what it is called in what it has signed. */
    private record StoredKey(int version, Ed25519PublicKey key) {}
}
