package com.stateset.sequencer.postgres.history;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.connection.Database;
import com.stateset.sequencer.postgres.streams.StreamKeys;
import com.stateset.sequencer.spi.EnteredBreak;
import com.stateset.sequencer.spi.HeadsLogStore;
import com.stateset.sequencer.spi.HistoryStore;
import com.stateset.sequencer.spi.HistoryStore.KeptCheckpoint;
import com.stateset.sequencer.spi.HistoryStore.KeptHistory;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TileSource;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The trees of streams as appends leave them, and the checkpoints that were signed of them. Thread-safe.
 *
 * <p><b>Who writes what.</b> Edge, root and nodes are written by the append, see {@link HeadTree}; here they are read. The one
 * exception is a tree that is behind its head: {@link #rightEdge} brings it up, under the same lock and with the same code as an
 * append does. It then moves no head, so an append that is planned meanwhile either has its fence before, and we find the tree
 * where it belongs, or waits and finds a root that it did not expect; then it looks again under the lock.
 *
 * <p><b>Reading</b> locks nothing. Nodes and events do not change once they are there, and a tile is asked for at a size that
 * was read before it, so a tile that is read later, in a transaction of its own, is the same: see {@link StreamTiles}.
 *
 * <p><b>Checkpoints</b> are kept by size: of two processes that sign, the one that was further stays, in whichever order they
 * write. Whether one extends the other is for the signer to know, who reads the kept one first. The condition stands in
 * {@code on conflict do update … where}, which locks the row before it compares (PostgreSQL manual, {@code INSERT}): so two who
 * keep theirs at once are compared with each other, and not both with the one before. Only an administrator who accepts another
 * history replaces one by a smaller.
 *
 * <p><b>What a stream begins with</b> in a process, its checkpoint, last entry and last break, is one statement, so that all is of one
 * moment: no break can come between. Each is found by the stream's key, the entries by the last of an index: as long as it takes
 * whatever the log's length.
 *
 * <p><b>Bounds.</b> Checkpoints are kept by arrays, some hundreds in a statement. A tree that is far behind is brought up in pages, each of which holds the head's lock for one transaction:
 * appends come in between. As a writer that knows no trees adds less in that time than a page has, the tree arrives at the head,
 * and from then on every append keeps it there.
 */
public final class StreamHistories implements HistoryStore {

    private static final String TREE = "select h.stream_id, " + HeadTree.COLUMNS
            + " from sequencer.stream_heads h where h.stream_id = " + StreamKeys.OF_NEXT;

    private static final String LOCKED_TREE = TREE + " for update of h";

    private static final String NOTE =
            "select note from sequencer.history_checkpoints where stream_id = " + StreamKeys.OF_NEXT;

    /** Columns of an entry are named as in {@link HeadsLogRow#SELECT}; those of a break once more, with a {@code b_}. */
    private static final String KEPT = """
            select i.tenant_id, i.store_id, c.note, l.entry_index, l.kind, l.tree_size, l.root,
                b.entry_index as b_entry_index, b.kind as b_kind, b.tree_size as b_tree_size, b.root as b_root
            from sequencer.stream_ids i
            left join sequencer.history_checkpoints c on c.stream_id = i.stream_id
            left join sequencer.heads_log l
                on l.entry_index = (select max(entry_index) from sequencer.heads_log where stream_id = i.stream_id)
            left join sequencer.heads_log b on b.entry_index = (
                select max(entry_index) from sequencer.heads_log where stream_id = i.stream_id and kind = 'BREAK')
            where i.tenant_id = ? and i.store_id = ?
            """;

    private static final String REPLACE_NOTES = """
            insert into sequencer.history_checkpoints as kept (stream_id, tree_size, note)
            select * from unnest(?::bigint[], ?::bigint[], ?::text[])
            on conflict (stream_id) do update set tree_size = excluded.tree_size, note = excluded.note
            """;

    private static final String KEEP_NOTES = REPLACE_NOTES + " where kept.tree_size <= excluded.tree_size";

    private final Database database;
    private final HeadsLogStore headsLog;

    public StreamHistories(Database database) {
        this.database = database;
        this.headsLog = new HeadsLogTable(database);
    }

    /** Fills up page by page, each in a transaction of its own: appends come in between, and what is done stays done. */
    @Override
    public CompactRange rightEdge(StreamId stream) {
        Optional<KeyedTree> found = database.readAtOnce(connection -> tree(connection, TREE, stream));
        while (found.isPresent() && found.get().tree.isBehind()) {
            database.write(handle -> fillPage(handle.getConnection(), stream));
            found = database.readAtOnce(connection -> tree(connection, TREE, stream));
        }
        return found.map(each -> each.tree.rightEdge()).orElse(CompactRange.EMPTY);
    }

    private static CompactRange fillPage(Connection connection, StreamId stream) throws SQLException {
        Optional<KeyedTree> locked = tree(connection, LOCKED_TREE, stream);
        return locked.isEmpty()
                ? CompactRange.EMPTY
                : TreeFiller.fillPage(connection, locked.get().key, locked.get().tree);
    }

    private static Optional<KeyedTree> tree(Connection connection, String sql, StreamId stream) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            bind(select, stream);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new KeyedTree(row.getLong("stream_id"), HeadTree.of(stream, row)))
                        : Optional.empty();
            }
        }
    }

    @Override
    public TileSource tiles(StreamId stream) {
        return new StreamTiles(database, stream, () -> rightEdge(stream));
    }

    @Override
    public Optional<SignedNote> checkpoint(StreamId stream) {
        return database.readAtOnce(connection -> {
            try (PreparedStatement select = connection.prepareStatement(NOTE)) {
                bind(select, stream);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(note(stream, row.getString(1))) : Optional.empty();
                }
            }
        });
    }

    @Override
    public KeptHistory kept(StreamId stream) {
        return database.readAtOnce(connection -> {
            try (PreparedStatement select = connection.prepareStatement(KEPT)) {
                bind(select, stream);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? kept(stream, row) : KeptHistory.NONE;
                }
            }
        });
    }

    private static KeptHistory kept(StreamId stream, ResultSet row) throws SQLException {
        return new KeptHistory(
                row.getString("b_kind") == null
                        ? Optional.empty()
                        : Optional.of(new EnteredBreak(row.getLong("b_entry_index"), HeadsLogRow.entry(row, "b_"))),
                row.getString("note") == null ? Optional.empty() : Optional.of(note(stream, row.getString("note"))),
                row.getString("kind") == null ? Optional.empty() : Optional.of(HeadsLogRow.entry(row)));
    }

    private static SignedNote note(StreamId stream, String text) {
        return NoteColumn.parse(text, "the kept checkpoint of stream " + stream);
    }

    @Override
    public void keepCheckpoints(List<KeptCheckpoint> checkpoints) {
        write(KEEP_NOTES, checkpoints);
    }

    @Override
    public void replaceCheckpoint(KeptCheckpoint checkpoint) {
        write(REPLACE_NOTES, List.of(checkpoint));
    }

    /** In the order of the streams, so that two who keep the same ones wait for each other one way. */
    private void write(String sql, List<KeptCheckpoint> checkpoints) {
        List<KeptCheckpoint> sorted = checkpoints.stream()
                .sorted(Comparator.comparing(KeptCheckpoint::stream))
                .toList();
        List<StreamId> streams = sorted.stream().map(KeptCheckpoint::stream).toList();
        database.write(handle -> {
            Connection connection = handle.getConnection();
            Map<StreamId, Long> keys = StreamKeys.ensureInTransaction(connection, streams);
            try (PreparedStatement insert = connection.prepareStatement(sql)) {
                insert.setArray(1, array(connection, "bigint", streams.stream().map(keys::get)));
                insert.setArray(2, array(connection, "bigint", sorted.stream().map(KeptCheckpoint::size)));
                insert.setArray(
                        3,
                        array(
                                connection,
                                "text",
                                sorted.stream().map(each -> each.note().toString())));
                return insert.executeUpdate();
            }
        });
    }

    private static Array array(Connection connection, String type, Stream<?> elements) throws SQLException {
        return connection.createArrayOf(type, elements.toArray());
    }

    @Override
    public HeadsLogStore headsLog() {
        return headsLog;
    }

    private static int bind(PreparedStatement statement, StreamId stream) throws SQLException {
        statement.setObject(1, stream.tenantId());
        statement.setObject(2, stream.storeId());
        return 3;
    }

    /** A stream's tree, and the key that its rows are found by. */
    private record KeyedTree(long key, HeadTree tree) {}
}
