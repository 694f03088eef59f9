package com.stateset.sequencer.sqlite.write;

import com.stateset.sequencer.spi.seal.DataKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HexFormat;

/**
 * Adds data keys to a stream, within a write transaction. For one thread at a time.
 *
 * <p><b>What must hold.</b> A key is there before the first payload that is sealed with it, and in the same transaction. One that is there
 * stays as it is: other payloads are sealed with it, and another wrapping of the same name would lose them.
 */
public final class DataKeyInsert {

    private final PreparedStatement insert;

    DataKeyInsert(Connection connection) throws SQLException {
        this.insert = connection.prepareStatement("""
                insert into data_keys (stream_id, entity, key_id, wrapped) values (?, ?, ?, ?) on conflict do nothing
                """);
    }

    /** Adds keys in the transaction that is open. */
    public void add(long streamKey, Collection<DataKey> keys) throws SQLException {
        for (DataKey key : keys) {
            insert.setLong(1, streamKey);
            insert.setBytes(2, key.name().entity().toByteArray());
            insert.setBytes(3, HexFormat.of().parseHex(key.name().id()));
            insert.setBytes(4, key.wrapped().envelope());
            insert.executeUpdate();
        }
    }
}
