package com.stateset.sequencer.postgres.history;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.connection.Database;
import com.stateset.sequencer.postgres.rows.BinaryArray;
import com.stateset.sequencer.postgres.streams.StreamKeys;
import com.stateset.sequencer.spi.EnteredBreak;
import com.stateset.sequencer.spi.HeadsLogStore;
import com.stateset.sequencer.spi.StreamHead;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TileSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.postgresql.core.BaseConnection;

/**
 * The log of heads: entries in {@code heads_log}, its end in the one row of {@code heads_log_state}, the upper levels of its
 * tree under the stream that does not exist. Thread-safe.
 *
 * <p><b>Who may append.</b> Any process; a lease decides who tries to. Should two try at once all the same, the row of the state
 * decides: it is moved from the size and root that the caller's tree begins with, which takes its lock, and the second one finds
 * it moved and is told so. Entries, nodes and the row are one transaction, so the log has no gap and its end is never without
 * its root.
 *
 * <p><b>Appends of events</b> neither read nor lock these tables. Which streams have {@linkplain MovedHeads moved} is in an index
 * over their heads, which an append of entries brings up to date without ever waiting for an append of events.
 *
 * <p><b>Order in an append.</b> First the row of the state, then entries and nodes, the heads last:
 *
 * <pre>
 *   heads_log_state   update … where size and root are those that the tree was built on     waits for the one before; 0 rows: told
 *   stream_ids        the keys of streams that have none yet
 *   heads_log         the entries, one statement for all of them
 *   history_nodes     what they completed of the tree
 *   stream_heads      noted as entered: skips those that an append of events holds
 * </pre>
 *
 * <p>The compare-and-set needs no more than read committed: an update that has waited for a row looks at its condition once more,
 * on the row as the other one has left it (PostgreSQL manual, section 13.2.1), and then finds another size. It compares the root
 * as well, since a log that was restored may have come to the same size with other entries. The root of an empty log is null,
 * which equals nothing; so a size of 0 is enough.
 *
 * <p><b>Why the SQL has this form.</b> Streams are named by a scalar subquery, whose value the planner takes as one key: it walks
 * the index on {@code (stream_id, entry_index)} from its end and stops at the first row. Entries of a group come as one array for
 * each column, and {@code unnest} in the select list goes through them in step (section 38.5.9): one statement, prepared once,
 * for any number of entries. A tile is a range of the primary key with both ends given, 256 rows at most, so that there is
 * nothing to estimate.
 *
 * <p><b>What is not believed.</b> The state's edge has to fold to its root, and notes have to be of their form; otherwise the log
 * is damaged and says so. Entries are not checked here: who reads them as a tile checks it against a root, and who reads a
 * stream's last entry compares it with a head.
 *
 * <p><b>Notes</b> are kept by size, so that two processes which keep theirs in any order leave that of the larger log; the column's name
 * is one of two constants.
 */
final class HeadsLogTable implements HeadsLogStore {

    private static final String STATE =
            "select size, right_edge, root, checkpoint, witnessed from sequencer.heads_log_state";

    private static final String LAST = HeadsLogRow.SELECT + " where l.stream_id = " + StreamKeys.OF_NEXT
            + " and l.entry_index < ? order by l.entry_index desc limit 1";

    private static final String LAST_BREAK = HeadsLogRow.SELECT + " where l.stream_id = " + StreamKeys.OF_NEXT
            + " and l.kind = 'BREAK' order by l.entry_index desc limit 1";

    /** The index has breaks only: without the fence the planner might go back through all of the log until it meets one. */
    private static final String LAST_BREAK_OF_ALL = HeadsLogRow.SELECT + """
             where l.entry_index = (
                select max(b.entry_index)
                from (select entry_index from sequencer.heads_log where kind = 'BREAK' offset 0) b
            )
            """;

    private static final String RANGE =
            HeadsLogRow.SELECT + " where l.entry_index between ? and ? order by l.entry_index";

    private static final String MOVE = """
            update sequencer.heads_log_state set size = ?, right_edge = ?, root = ?
            where size = ? and (root = ? or size = 0)
            """;

    /** The hashes of a level above 0. */
    private static final String NODES = """
            select node_index, hash from sequencer.history_nodes
            where stream_id = ? and level = ? and node_index between ? and ? order by node_index
            """;

    private final Database database;

    HeadsLogTable(Database database) {
        this.database = database;
    }

    @Override
    public CompactRange rightEdge() {
        return database.readAtOnce(connection -> state(connection, row -> {
            long size = row.getLong("size");
            byte[] root = row.getBytes("root");
            CompactRange edge = CompactRange.of(size, row.getBytes("right_edge"));
            if (!Arrays.equals(size == 0 ? null : edge.root().toByteArray(), root)) {
                throw HeadsLogRow.damaged("its right edge does not fold to its root", null);
            }
            return edge;
        }));
    }

    @Override
    public List<StreamHead> moved(int limit) {
        List<StreamHead> moved = database.readAtOnce(connection -> MovedHeads.read(connection, limit));
        // Only where all were looked at can it be worth it: those that are entered and still in the index are few.
        if (moved.size() < limit) {
            List<MovedHeads.Entered> stale = database.readAtOnce(MovedHeads::stale);
            if (!stale.isEmpty()) {
                database.write(handle -> MovedHeads.note(handle.getConnection(), stale));
            }
        }
        return moved;
    }

    @Override
    public Optional<HeadsLogEntry> last(StreamId stream, long size) {
        return database.readAtOnce(connection -> {
            try (PreparedStatement select = connection.prepareStatement(LAST)) {
                select.setObject(1, stream.tenantId());
                select.setObject(2, stream.storeId());
                select.setLong(3, size);
                return HeadsLogRow.read(select).stream().findFirst();
            }
        });
    }

    @Override
    public Optional<EnteredBreak> lastBreak(StreamId stream) {
        return database.readAtOnce(connection -> {
            try (PreparedStatement select = connection.prepareStatement(LAST_BREAK)) {
                select.setObject(1, stream.tenantId());
                select.setObject(2, stream.storeId());
                return HeadsLogRow.readBreak(select);
            }
        });
    }

    @Override
    public Optional<EnteredBreak> lastBreak() {
        return database.readAtOnce(connection -> {
            try (PreparedStatement select = connection.prepareStatement(LAST_BREAK_OF_ALL)) {
                return HeadsLogRow.readBreak(select);
            }
        });
    }

    @Override
    public boolean append(AppendedEntries tree, Map<StreamId, HeadsLogEntry> entries) {
        if (entries.size() != tree.size() - tree.before().size()) {
            throw new IllegalArgumentException(tree + " are not " + entries.size());
        }
        List<HeadsLogRow> rows = new ArrayList<>();
        entries.forEach((stream, entry) -> rows.add(HeadsLogRow.of(tree.before().size() + rows.size(), stream, entry)));
        return database.write(handle -> {
            Connection connection = handle.getConnection();
            if (!move(connection, tree)) {
                return false;
            }
            Map<StreamId, Long> keys = StreamKeys.ensureInTransaction(connection, entries.keySet());
            insert(connection, rows, keys);
            HistoryNode.put(connection, HistoryNode.completed(HistoryNode.HEADS_LOG, tree));
            // Last: it locks heads, as appends of events do.
            MovedHeads.note(connection, MovedHeads.Entered.of(rows, keys));
            return true;
        });
    }

    private static boolean move(Connection connection, AppendedEntries tree) throws SQLException {
        CompactRange after = tree.after();
        try (PreparedStatement update = connection.prepareStatement(MOVE)) {
            update.setLong(1, after.size());
            update.setBytes(2, after.toByteArray());
            update.setBytes(3, after.root().toByteArray());
            update.setLong(4, tree.before().size());
            update.setBytes(5, tree.before().root().toByteArray());
            return update.executeUpdate() == 1;
        }
    }

    private static void insert(Connection connection, List<HeadsLogRow> rows, Map<StreamId, Long> keys)
            throws SQLException {
        BinaryArray arrays = new BinaryArray(connection.unwrap(BaseConnection.class));
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into sequencer.heads_log (entry_index, stream_id, kind, tree_size, root)
                select unnest(?::bigint[]), unnest(?::bigint[]), unnest(?::text[]), unnest(?::bigint[]),
                    unnest(?::bytea[])
                """)) {
            insert.setArray(1, arrays.of(BinaryArray.Type.BIGINT, rows, HeadsLogRow::index));
            insert.setArray(
                    2, arrays.of(BinaryArray.Type.BIGINT, rows, row -> Objects.requireNonNull(keys.get(row.stream()))));
            insert.setArray(3, arrays.of(BinaryArray.Type.TEXT, rows, HeadsLogRow::kind));
            insert.setArray(4, arrays.of(BinaryArray.Type.BIGINT, rows, HeadsLogRow::size));
            insert.setArray(5, arrays.of(BinaryArray.Type.BYTEA, rows, HeadsLogRow::root));
            insert.executeUpdate();
        }
    }

    @Override
    public List<HeadsLogEntry> entries(long from, int limit) {
        return database.readAtOnce(connection -> {
            try (PreparedStatement select = connection.prepareStatement(RANGE)) {
                select.setLong(1, from);
                select.setLong(2, from + limit - 1);
                return HeadsLogRow.read(select);
            }
        });
    }

    @Override
    public TileSource tiles() {
        return tile -> database.readAtOnce(
                connection -> tile.level() == 0 ? entryTile(connection, tile) : nodeTile(connection, tile));
    }

    private static byte[] entryTile(Connection connection, TilePath tile) throws SQLException {
        return TileRows.read(
                connection,
                RANGE,
                select -> 1,
                tile,
                0,
                row -> HeadsLogRow.entry(row).recordHash().toByteArray());
    }

    private static byte[] nodeTile(Connection connection, TilePath tile) throws SQLException {
        TileRows.Binding binding = select -> {
            select.setLong(1, HistoryNode.HEADS_LOG);
            select.setInt(2, tile.level());
            return 3;
        };
        return TileRows.read(connection, NODES, binding, tile, 0, row -> row.getBytes(2));
    }

    @Override
    public Optional<SignedNote> checkpoint() {
        return note("checkpoint");
    }

    @Override
    public Optional<SignedNote> witnessed() {
        return note("witnessed");
    }

    private Optional<SignedNote> note(String column) {
        return database.readAtOnce(connection -> state(
                connection,
                row -> Optional.ofNullable(row.getString(column))
                        .map(text -> NoteColumn.parse(text, "the kept checkpoint of the log of heads"))));
    }

    @Override
    public void keepCheckpoint(long size, SignedNote checkpoint) {
        keep("checkpoint", size, checkpoint);
    }

    @Override
    public void keepWitnessed(long size, SignedNote checkpoint) {
        keep("witnessed", size, checkpoint);
    }

    private void keep(String column, long size, SignedNote note) {
        database.write(handle -> {
            try (PreparedStatement update = handle.getConnection()
                    .prepareStatement(String.format(
                            Locale.ROOT,
                            "update sequencer.heads_log_state set %1$s_size = ?, %1$s = ? where %1$s_size <= ?",
                            column))) {
                update.setLong(1, size);
                update.setString(2, note.toString());
                update.setLong(3, size);
                return update.executeUpdate();
            }
        });
    }

    private static <T> T state(Connection connection, StateReader<T> reader) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(STATE);
                ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                throw HeadsLogRow.damaged("the row of its end is missing", null);
            }
            return reader.read(row);
        } catch (LogVerificationException e) {
            throw HeadsLogRow.damaged("its right edge does not have its length", e);
        }
    }

    /** Reads the row of the state. */
    @FunctionalInterface
    private interface StateReader<T> {
        T read(ResultSet row) throws SQLException;
    }
}
