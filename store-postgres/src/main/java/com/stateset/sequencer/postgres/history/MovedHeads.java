package com.stateset.sequencer.postgres.history;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.rows.BinaryArray;
import com.stateset.sequencer.postgres.streams.StreamIdMapper;
import com.stateset.sequencer.spi.StreamHead;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.postgresql.core.BaseConnection;

/**
 * Which streams have moved since their last entry in the log of heads: those whose head is not the size noted beside it, which
 * are in an index of their own. So what is read depends on how many have moved, not on how many streams there are.
 *
 * <p><b>What the index is.</b> A hint where to look. Whether a stream has to be entered is decided by its last entry, so a stream
 * that is in the index for nothing is not entered twice. None is missing: a head that moves, by whichever writer, is another than
 * the size noted, and that size is written only with the entry of that size.
 *
 * <p><b>What can race.</b> Appends of events lock the same rows. A note waits for none of them: the head of a stream that is being
 * appended to is left out, since it is about to move again. If it does not, because that append was refused, the stream stays in
 * the index though it is entered, until {@link #stale} finds it; and a head that has moved between the entry and the note is
 * again not the size noted. Locks are taken in no order and waited for by none, so nobody can be locked out.
 */
final class MovedHeads {

    private static final String LAST = """
            coalesce((
                select l.tree_size from sequencer.heads_log l
                where l.stream_id = h.stream_id order by l.entry_index desc limit 1
            ), 0)
            """;

    /** Each name is looked up by itself ({@code limit} keeps the planner from a join): it must not read those of all streams. */
    private static final String READ = """
            select i.tenant_id, i.store_id, h.head
            from sequencer.stream_heads h
            cross join lateral (
                select n.tenant_id, n.store_id from sequencer.stream_ids n where n.stream_id = h.stream_id limit 1
            ) i
            where h.moved and h.head >\s""" + LAST + " order by h.stream_id limit ?";

    private static final String STALE =
            "select h.stream_id, h.head from sequencer.stream_heads h where h.moved and h.head = " + LAST
                    + " order by h.stream_id limit 1000";

    private static final String NOTE = """
            with entered as materialized (
                select h.stream_id, e.size
                from unnest(?::bigint[], ?::bigint[]) as e (stream_id, size)
                join sequencer.stream_heads h on h.stream_id = e.stream_id
                for update of h skip locked
            )
            update sequencer.stream_heads h set entered_size = e.size from entered e where h.stream_id = e.stream_id
            """;

    private MovedHeads() {}

    /** Reads the heads of streams that have moved, in the order of the streams' keys. */
    static List<StreamHead> read(Connection connection, int limit) throws SQLException {
        List<StreamHead> moved = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(READ)) {
            select.setInt(1, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    moved.add(new StreamHead(StreamIdMapper.of(row), row.getLong("head")));
                }
            }
        }
        return moved;
    }

    /** Finds streams that are in the index although their head is entered. */
    static List<Entered> stale(Connection connection) throws SQLException {
        List<Entered> stale = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(STALE);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                stale.add(new Entered(row.getLong(1), row.getLong(2)));
            }
        }
        return stale;
    }

    /** Notes what has been entered of streams, in a transaction that may have entered it; returns of how many. */
    static int note(Connection connection, List<Entered> entered) throws SQLException {
        BinaryArray arrays = new BinaryArray(connection.unwrap(BaseConnection.class));
        try (PreparedStatement update = connection.prepareStatement(NOTE)) {
            update.setArray(1, arrays.of(BinaryArray.Type.BIGINT, entered, Entered::stream));
            update.setArray(2, arrays.of(BinaryArray.Type.BIGINT, entered, Entered::size));
            return update.executeUpdate();
        }
    }

    /**
     * What the log has of a stream.
     *
     * @param stream the stream's key
     * @param size the size that its last entry has
     */
    record Entered(long stream, long size) {

        static List<Entered> of(List<HeadsLogRow> rows, Map<StreamId, Long> keys) {
            return rows.stream()
                    .map(row -> new Entered(Objects.requireNonNull(keys.get(row.stream())), row.size()))
                    .toList();
        }
    }
}
