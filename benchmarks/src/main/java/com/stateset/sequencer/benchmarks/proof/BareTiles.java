package com.stateset.sequencer.benchmarks.proof;

import com.stateset.sequencer.event.StreamId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a proof is made of, by plain JDBC: the tile of leaves that an event is in, and those of the nodes above it, each put together
 * by the database, which is the quickest way to have one.
 */
final class BareTiles {

    private static final int WIDTH = 256;
    private static final int BITS = 8;

    private final PreparedStatement select;
    private final StreamId stream;
    private final long size;
    private final List<Integer> levels;

    BareTiles(Connection connection, StreamId stream, long size) throws SQLException {
        this.stream = stream;
        this.size = size;
        this.levels = new ArrayList<>();
        StringBuilder sql = new StringBuilder("with log as materialized (select stream_id from sequencer.stream_ids"
                + " where tenant_id = ? and store_id = ?)"
                + " select 0, count(*), string_agg(leaf_hash, ''::bytea order by sequence_number) from sequencer.events"
                + " where stream_id = (select stream_id from log) and sequence_number between 1 + ? and 1 + ?");
        for (int level = 1; size >>> (BITS * level) > 0; level++) {
            levels.add(level);
            sql.append(" union all select ")
                    .append(level)
                    .append(", count(*), string_agg(hash, ''::bytea order by node_index) from sequencer.history_nodes"
                            + " where stream_id = (select stream_id from log)"
                            + " and level = ? and node_index between ? and ?");
        }
        this.select = connection.prepareStatement(sql.toString());
    }

    void read(long number) throws SQLException {
        select.setObject(1, stream.tenantId());
        select.setObject(2, stream.storeId());
        int next = range(3, number - 1);
        for (int level : levels) {
            select.setInt(next, level);
            next = range(next + 1, (number - 1) >>> (BITS * level));
        }
        long seen = 0;
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                // At the right edge there may be no node yet in a tile.
                byte[] hashes = row.getBytes(3);
                seen += row.getLong(2) + (hashes == null ? 0 : hashes.length);
            }
        }
        if (seen == 0) {
            throw new IllegalStateException("no rows of a stream of " + size);
        }
    }

    private int range(int position, long index) throws SQLException {
        long first = index / WIDTH * WIDTH;
        select.setLong(position, first);
        select.setLong(position + 1, first + WIDTH - 1);
        return position + 2;
    }
}
