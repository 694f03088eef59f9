package com.stateset.sequencer.postgres.tables;

import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.postgres.connection.Database;
import com.stateset.sequencer.spi.seal.DataKey;
import com.stateset.sequencer.spi.seal.DataKeyStore;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/**
 * The keys that payloads are sealed with, in {@code data_keys}, each wrapped by a key of the tenant that the database does not hold. Stateless
 * and thread-safe.
 *
 * <p><b>What must hold.</b> A key that an erasure has destroyed never comes back, for it is all that stands between the erased
 * payloads' ciphertext, in backups and in write-ahead logs, and their text.
 *
 * <p><b>What can race</b> with that:
 *
 * <ul>
 *   <li>A change of the tenant's key reads a page of keys, wraps them anew outside of any transaction, and writes them back, while entities are
 *       erased. So {@link #replace} only ever updates, and only a row whose wrapping is still the one that was read: an update that has waited
 *       for a delete finds no row. What another process has wrapped meanwhile stays as that one wrote it.
 *   <li>An append seals with keys that it read before. It brings the number of erasures that it knew of, which is compared under the stream's lock;
 *       if there is another one by then, it is sealed anew.
 *   <li>Payloads that are replaced bring their new keys in the same transaction. An erasure waits for that at the events' rows, deletes keys
 *       afterwards, and so sees theirs. If it has been at all of the rows before, they find other payloads than they expect and replace
 *       none: what is left then is a key that nothing was ever sealed with.
 * </ul>
 *
 * <p><b>Why the SQL has this form.</b> Keys of a page of events are asked for together, as two arrays in step that are joined to
 * the primary key. Pages go by a comparison of rows, {@code (entity, key_id) > (…)}, which is a range of the same index
 * (PostgreSQL manual, <i>Row Constructor Comparison</i>): the next begins behind the last of the one before, wherever rows came
 * or went. Before the first stands the empty {@code bytea}.
 */
public final class DataKeyTable implements DataKeyStore {

    private static final HexFormat HEX = HexFormat.of();

    private final Database database;

    public DataKeyTable(Database database) {
        this.database = database;
    }

    @Override
    public List<DataKey> find(StreamId stream, Collection<DataKey.Name> names) {
        byte[][] entities =
                names.stream().map(name -> name.entity().toByteArray()).toArray(byte[][]::new);
        byte[][] ids = names.stream().map(name -> HEX.parseHex(name.id())).toArray(byte[][]::new);
        return database.readAtOnce(connection -> {
            try (PreparedStatement query = connection.prepareStatement(DataKeyQueries.FIND)) {
                query.setArray(1, connection.createArrayOf("bytea", entities));
                query.setArray(2, connection.createArrayOf("bytea", ids));
                query.setObject(3, stream.tenantId());
                query.setObject(4, stream.storeId());
                return keys(query);
            }
        });
    }

    private static List<DataKey> keys(PreparedStatement query) throws SQLException {
        List<DataKey> found = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                found.add(key(row));
            }
        }
        return found;
    }

    @Override
    public List<DataKey> page(StreamId stream, DataKey.@Nullable Name after, int limit) {
        return database.read(handle -> handle.createQuery(DataKeyQueries.PAGE)
                .bind("tenantId", stream.tenantId())
                .bind("storeId", stream.storeId())
                .bind("entity", after == null ? new byte[0] : after.entity().toByteArray())
                .bind("id", after == null ? new byte[0] : HEX.parseHex(after.id()))
                .bind("limit", limit)
                .map((row, context) -> key(row))
                .list());
    }

    @Override
    public int replace(StreamId stream, List<Rewrapped> keys) {
        return keys.isEmpty() ? 0 : database.write(handle -> replace(handle, stream, keys));
    }

    private static int replace(Handle handle, StreamId stream, List<Rewrapped> keys) {
        try (PreparedBatch batch = handle.prepareBatch(DataKeyQueries.REPLACE)) {
            for (Rewrapped each : keys) {
                batch.bind("tenantId", stream.tenantId())
                        .bind("storeId", stream.storeId())
                        .bind("entity", each.expected().name().entity().toByteArray())
                        .bind("id", HEX.parseHex(each.expected().name().id()))
                        .bind("expected", each.expected().wrapped().envelope())
                        .bind("next", each.next().wrapped().envelope())
                        .add();
            }
            return Arrays.stream(batch.execute()).sum();
        }
    }

    /** Adds keys, in the transaction of payloads that are sealed with them. */
    static void add(Handle handle, StreamId stream, List<DataKey> keys) {
        if (keys.isEmpty()) {
            return;
        }
        try (PreparedBatch batch = handle.prepareBatch(DataKeyQueries.ADD)) {
            for (DataKey key : keys) {
                batch.bind("tenantId", stream.tenantId())
                        .bind("storeId", stream.storeId())
                        .bind("entity", key.name().entity().toByteArray())
                        .bind("id", HEX.parseHex(key.name().id()))
                        .bind("wrapped", key.wrapped().envelope())
                        .add();
            }
            int[] unused = batch.execute();
        }
    }

    private static DataKey key(ResultSet row) throws SQLException {
        return new DataKey(
                new DataKey.Name(Hash.of(row.getBytes(1)), HEX.formatHex(row.getBytes(2))),
                new Payload.Encrypted(row.getBytes(3)));
    }
}
