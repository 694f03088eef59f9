package com.stateset.sequencer.postgres.history;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.StateRoot;
import com.stateset.sequencer.postgres.streams.StreamIdMapper;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.LogVerificationException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An entry of the log of heads as a row. The entry's 87 bytes are taken apart and put together here: the letters they begin with
 * say what kind it is, the hash of the stream's name follows from the stream, and size and root have columns of their own.
 *
 * @param index which entry, from 0
 * @param stream the stream it is about
 * @param kind the letters it begins with
 * @param size the size of the stream's tree
 * @param root the root of the stream's tree
 */
record HeadsLogRow(long index, StreamId stream, String kind, long size, Hash root) {

    static final String SELECT = """
            select l.entry_index, i.tenant_id, i.store_id, l.kind, l.tree_size, l.root
            from sequencer.heads_log l join sequencer.stream_ids i on i.stream_id = l.stream_id
            """;

    private static final int KIND_BYTES = HeadsLogEntry.LENGTH - Hash.LENGTH - Long.BYTES - Hash.LENGTH;

    /**
     * Takes an entry apart.
     *
     * @throws IllegalArgumentException if it is about another stream
     */
    static HeadsLogRow of(long index, StreamId stream, HeadsLogEntry entry) {
        if (!entry.streamId().equals(StateRoot.streamId(stream.tenantId(), stream.storeId()))) {
            throw new IllegalArgumentException("the entry is not about " + stream);
        }
        byte[] kind = Arrays.copyOf(entry.toByteArray(), KIND_BYTES);
        return new HeadsLogRow(
                index,
                stream,
                new String(kind, StandardCharsets.US_ASCII),
                entry.head().size(),
                entry.head().root());
    }

    /** Reads the entries that a statement finds, which begins with {@link #SELECT}. */
    static List<HeadsLogEntry> read(PreparedStatement select) throws SQLException {
        List<HeadsLogEntry> entries = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                entries.add(entry(row));
            }
        }
        return entries;
    }

    /** Puts the entry of the row together that the cursor stands on. */
    static HeadsLogEntry entry(ResultSet row) throws SQLException {
        StreamId stream = StreamIdMapper.of(row);
        byte[] kind = row.getString("kind").getBytes(StandardCharsets.UTF_8);
        byte[] root = row.getBytes("root");
        ByteBuffer entry = ByteBuffer.allocate(kind.length + Hash.LENGTH + Long.BYTES + root.length)
                .put(kind)
                .put(StateRoot.streamId(stream.tenantId(), stream.storeId()).toByteArray())
                .putLong(row.getLong("tree_size"))
                .put(root);
        try {
            return HeadsLogEntry.parse(entry.array());
        } catch (LogVerificationException e) {
            throw HeadsLogTable.damaged("entry " + row.getLong("entry_index"), e);
        }
    }
}
