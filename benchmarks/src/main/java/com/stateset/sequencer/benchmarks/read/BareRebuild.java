package com.stateset.sequencer.benchmarks.read;

import com.stateset.sequencer.benchmarks.database.BenchmarkDatabase;
import com.stateset.sequencer.event.StreamId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The same table by plain JDBC: rows read on one connection, upserts in batches of 1,000 on another, one transaction each. */
final class BareRebuild {

    private static final int BATCH = 1000;

    private final BenchmarkDatabase database;
    private final StreamId stream;

    BareRebuild(BenchmarkDatabase database, StreamId stream) {
        this.database = database;
        this.stream = stream;
    }

    /** Returns how many events went in. */
    long run() throws SQLException {
        try (Connection reading = database.connect();
                Connection writing = database.connect();
                Statement ddl = writing.createStatement();
                PreparedStatement select = reading.prepareStatement("""
                        select e.entity_id, e.payload
                        from sequencer.events e join sequencer.stream_ids i on i.stream_id = e.stream_id
                        where i.tenant_id = ? and i.store_id = ? order by e.sequence_number
                        """)) {
            ddl.execute("drop table if exists bare_orders");
            ddl.execute("create table bare_orders (order_id text primary key, events bigint not null)");
            reading.setAutoCommit(false);
            writing.setAutoCommit(false);
            select.setFetchSize(BATCH);
            select.setObject(1, stream.tenantId());
            select.setObject(2, stream.storeId());
            try (PreparedStatement upsert = writing.prepareStatement("insert into bare_orders as t values (?, 1)"
                            + " on conflict (order_id) do update set events = t.events + 1");
                    ResultSet row = select.executeQuery()) {
                return copy(row, upsert);
            }
        }
    }

    private static long copy(ResultSet row, PreparedStatement upsert) throws SQLException {
        long rows = 0;
        while (row.next()) {
            upsert.setString(1, row.getString(1));
            upsert.addBatch();
            if (++rows % BATCH == 0) {
                upsert.executeBatch();
                upsert.getConnection().commit();
            }
        }
        upsert.executeBatch();
        upsert.getConnection().commit();
        return rows;
    }
}
