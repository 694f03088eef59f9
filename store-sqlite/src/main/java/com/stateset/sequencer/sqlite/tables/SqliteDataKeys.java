package com.stateset.sequencer.sqlite.tables;

import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.seal.DataKey;
import com.stateset.sequencer.spi.seal.DataKeyStore;
import com.stateset.sequencer.sqlite.connection.SqliteDatabase;
import com.stateset.sequencer.sqlite.support.BinaryForm;
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
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * The table of data keys: what payloads are sealed with, each wrapped by a key of the tenant that the file does not hold. Stateless and
 * thread-safe. New ones are added by the append that uses them, in its transaction.
 *
 * <p><b>What must hold.</b> A key that an erasure has destroyed never comes back, for it is all that stands between the erased
 * payloads' ciphertext, in backups and in free space, and their text.
 *
 * <p><b>What can race</b> with that is a change of the tenant's key: it reads a page of keys, wraps them anew outside of any
 * transaction, and writes them back, while entities are erased. So {@link #replace} only ever updates, and only a row whose
 * wrapping is still the one that was read: one that is gone stays gone, and one that another process has wrapped meanwhile keeps
 * what that one wrote. How many were replaced is returned, so that the caller knows that there is more to do.
 *
 * <p><b>Pages</b> go by the primary key, {@code (stream_id, entity, key_id)}, as a comparison of row values: the next page begins
 * behind the last row of the one before, wherever rows were added or deleted in between. (SQLite documentation, <i>Scrolling
 * Window Queries</i>.) Before the first stands the empty blob, which is less than every other.
 *
 * @param database where the table is
 */
public record SqliteDataKeys(SqliteDatabase database) implements DataKeyStore {

    private static final HexFormat HEX = HexFormat.of();
    private static final String STREAM =
            "(select stream_id from stream_ids where tenant_id = :tenant and store_id = :store)";

    @Override
    public List<DataKey> find(StreamId stream, Collection<DataKey.Name> names) {
        return database.read(handle -> find(handle, stream, names));
    }

    /** One small statement that is executed for each, since each finds its row in the index at once. */
    private static List<DataKey> find(Handle handle, StreamId stream, Collection<DataKey.Name> names)
            throws SQLException {
        List<DataKey> found = new ArrayList<>();
        try (PreparedStatement query = handle.getConnection().prepareStatement("""
                select entity, key_id, wrapped from stream_ids join data_keys using (stream_id)
                where tenant_id = ? and store_id = ? and entity = ? and key_id = ?
                """)) {
            query.setBytes(1, BinaryForm.bytes(stream.tenantId()));
            query.setBytes(2, BinaryForm.bytes(stream.storeId()));
            for (DataKey.Name name : names) {
                query.setBytes(3, name.entity().toByteArray());
                query.setBytes(4, HEX.parseHex(name.id()));
                try (ResultSet row = query.executeQuery()) {
                    if (row.next()) {
                        found.add(key(row));
                    }
                }
            }
        }
        return found;
    }

    @Override
    public List<DataKey> page(StreamId stream, DataKey.@Nullable Name after, int limit) {
        return database.read(handle -> bind(
                        handle.createQuery("select entity, key_id, wrapped from data_keys where stream_id = " + STREAM
                                + " and (entity, key_id) > (:entity, :id) order by entity, key_id limit :limit"),
                        stream)
                .bind("entity", after == null ? new byte[0] : after.entity().toByteArray())
                .bind("id", after == null ? new byte[0] : HEX.parseHex(after.id()))
                .bind("limit", limit)
                .map((row, context) -> key(row))
                .list());
    }

    @Override
    public int replace(StreamId stream, List<Rewrapped> keys) {
        return keys.isEmpty() ? 0 : database.write(session -> replace(session.handle(), stream, keys));
    }

    /** One statement for each, in one transaction; the sum counts those that were still what was read. */
    private static int replace(Handle handle, StreamId stream, List<Rewrapped> keys) {
        try (PreparedBatch batch = handle.prepareBatch("update data_keys set wrapped = :next where stream_id = "
                + STREAM + " and entity = :entity and key_id = :id and wrapped = :expected")) {
            for (Rewrapped each : keys) {
                batch.bind("tenant", BinaryForm.bytes(stream.tenantId()))
                        .bind("store", BinaryForm.bytes(stream.storeId()))
                        .bind("entity", each.expected().name().entity().toByteArray())
                        .bind("id", HEX.parseHex(each.expected().name().id()))
                        .bind("expected", each.expected().wrapped().envelope())
                        .bind("next", each.next().wrapped().envelope())
                        .add();
            }
            return Arrays.stream(batch.execute()).sum();
        }
    }

    private static Query bind(Query query, StreamId stream) {
        return query.bind("tenant", BinaryForm.bytes(stream.tenantId()))
                .bind("store", BinaryForm.bytes(stream.storeId()));
    }

    /** The wrapped key is opaque here: it takes the tenant's key to open it. */
    private static DataKey key(ResultSet row) throws SQLException {
        return new DataKey(
                new DataKey.Name(Hash.of(row.getBytes(1)), HEX.formatHex(row.getBytes(2))),
                new Payload.Encrypted(row.getBytes(3)));
    }
}
