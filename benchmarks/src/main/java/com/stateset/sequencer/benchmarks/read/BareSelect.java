package com.stateset.sequencer.benchmarks.read;

import com.stateset.sequencer.event.StreamId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.postgresql.PGConnection;

/**
 * All rows of a stream with plain JDBC: one statement, 1,000 rows per round trip, in the driver's binary form from the start, every
 * column that an event is made of taken in its Java type.
 */
final class BareSelect implements AutoCloseable {

    private static final int FETCH_SIZE = 1000;

    private static final String COLUMNS = """
            select e.sequence_number, e.entity_version, e.base_version, e.agent_key_id, e.sequenced_at, e.event_id,
                e.command_id, e.source_agent, e.sequencer_key_version, e.payload_state, e.entity_type, e.entity_id,
                e.event_type, e.created_at, e.payload_hash, e.payload_plain_hash, e.payload_cipher_hash, e.leaf_hash,
                e.agent_signature, e.payload
            from sequencer.events e
            where e.stream_id = (select i.stream_id from sequencer.stream_ids i where i.tenant_id = ? and i.store_id = ?)""";

    private static final String SELECT = COLUMNS + " order by e.sequence_number";
    private static final String PAGE = COLUMNS + " and e.sequence_number >= ? order by e.sequence_number limit ?";

    private final Connection connection;
    private final StreamId stream;

    /** Takes over the connection. */
    BareSelect(Connection connection, StreamId stream) throws SQLException {
        this.connection = connection;
        this.stream = stream;
        connection.unwrap(PGConnection.class).setPrepareThreshold(-1);
    }

    /** Returns how many rows there were. */
    long run() throws SQLException {
        connection.setAutoCommit(false);
        long rows = 0;
        long seen = 0;
        try (PreparedStatement select = connection.prepareStatement(SELECT)) {
            select.setFetchSize(FETCH_SIZE);
            select.setObject(1, stream.tenantId());
            select.setObject(2, stream.storeId());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows++;
                    seen += touch(row);
                }
            }
        }
        connection.commit();
        if (seen == 0) {
            throw new IllegalStateException("nothing was read");
        }
        return rows;
    }

    /** One page in a transaction of its own; returns how many rows there were. */
    long page(long from, int limit) throws SQLException {
        connection.setAutoCommit(true);
        long rows = 0;
        long seen = 0;
        try (PreparedStatement select = connection.prepareStatement(PAGE)) {
            select.setObject(1, stream.tenantId());
            select.setObject(2, stream.storeId());
            select.setLong(3, from);
            select.setInt(4, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows++;
                    seen += touch(row);
                }
            }
        }
        if (seen == 0) {
            throw new IllegalStateException("nothing was read");
        }
        return rows;
    }

    private static long touch(ResultSet row) throws SQLException {
        long seen = row.getLong(1) + row.getLong(2) + row.getLong(3) + row.getLong(4);
        seen += row.getObject(5, java.time.OffsetDateTime.class).getNano();
        seen += row.getObject(6, UUID.class).getLeastSignificantBits();
        seen += row.getObject(7, UUID.class) == null ? 0 : 1;
        seen += row.getObject(8, UUID.class).getLeastSignificantBits();
        seen += row.getInt(9) + row.getShort(10);
        for (int column = 11; column <= 14; column++) {
            seen += row.getString(column).length();
        }
        for (int column = 15; column <= 20; column++) {
            byte[] bytes = row.getBytes(column);
            seen += bytes == null ? 0 : bytes.length;
        }
        return seen;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
