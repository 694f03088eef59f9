package com.stateset.sequencer.sqlite.history;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.EnteredBreak;
import com.stateset.sequencer.spi.HeadsLogStore;
import com.stateset.sequencer.spi.StreamHead;
import com.stateset.sequencer.sqlite.connection.Select;
import com.stateset.sequencer.sqlite.connection.SqliteDatabase;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import com.stateset.sequencer.sqlite.write.HistoryNodes;
import com.stateset.sequencer.sqlite.write.StoredEdge;
import com.stateset.sequencer.sqlite.write.WriteSession;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TileSource;
import com.stateset.sequencer.tlog.TreeHead;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The log of heads: a row per entry, and one row of where it ends and what was signed of it. Thread-safe.
 *
 * <p><b>What can race.</b> Two processes may have the next entries ready at once. Each has built its tree on the right edge that
 * it read; under the write lock the edge is compared again, and the second one finds that the log has moved on and stores
 * nothing. So the log needs no owner, and a lease that was lost does no harm.
 *
 * <p><b>Which streams have moved</b> is in an index that has only those, whatever the number of streams. A trigger puts a stream
 * there when its head first moves, and the append of its entry takes it out, under the lock that an append of events takes too:
 * so no head can move unnoticed in between. What the index says is where to look; the last entry of each stream decides.
 *
 * <p><b>Who owns which state.</b> Three tables, which one transaction changes together:
 *
 * <pre>
 *   heads_log         an entry each, numbered without a gap         written once, never changed
 *   history_nodes     the tree's hashes from level 1 on             under {@link HistoryNodes#HEADS_LOG}; level 0 is made of the entries
 *   heads_log_state   one row: size, right edge, root of the log;   moved by every append; its root folds from its edge, or the log
 *                     what was signed and witnessed of it           is damaged and says so
 * </pre>
 *
 * <p>The notes are written by themselves, each with the size it was made for, and a note for a smaller size replaces none for a larger:
 * two processes that keep theirs out of order leave the later one. That is safe because all of them sign one line; which one a note is
 * on is checked by the signer, who reads it.
 *
 * <p><b>Why the SQL has this form.</b> Without {@code ANALYZE}, SQLite guesses how many rows a condition leaves, and a guess that
 * is wrong here reads a log of millions. So queries that must not scan name their index ({@code indexed by}): a statement that
 * cannot use it fails to prepare, in every test, instead of being slow in a large file (SQLite documentation, <i>The INDEXED BY
 * Clause</i>). And {@code cross join} fixes which table is walked and which is looked up (<i>Manual Control Of Query Plans Using
 * CROSS JOIN</i>). Both partial indices are used only where a query repeats their condition, {@code kind = 1} or
 * {@code moved = 1}, as a constant and not as a parameter (<i>Queries Using Partial Indexes</i>). What SQLite makes of them is
 * held by a test of the query plans.
 *
 * <p><b>Reading</b> is one statement each, of the last commit. Entries and nodes never change, so a tile that is read after the
 * edge it is checked against belongs to it still.
 */
final class SqliteHeadsLog implements HeadsLogStore {

    private static final String ENTRIES = """
            select tenant_id, store_id, kind, tree_size, root
            from heads_log join stream_ids using (stream_id)
            """;

    /** The kinds in the order of their stored numbers. */
    private static final List<HeadsLogEntry.Kind> KINDS = List.of(HeadsLogEntry.Kind.HEAD, HeadsLogEntry.Kind.BREAK);

    static final Select<HeadsLogEntry> LAST = new Select<>(ENTRIES + """
            where tenant_id = ? and store_id = ? and entry_index < ?
            order by entry_index desc
            limit 1
            """, SqliteHeadsLog::entry);

    static final Select<EnteredBreak> LAST_BREAK_OF = new Select<>("""
            select tenant_id, store_id, kind, tree_size, root, entry_index
            from stream_ids join heads_log indexed by heads_log_breaks using (stream_id)
            where tenant_id = ? and store_id = ? and kind = 1
            order by entry_index desc
            limit 1
            """, SqliteHeadsLog::enteredBreak);

    /** The index has breaks only: without being told, SQLite would go back through all of the log until it meets one. */
    static final Select<EnteredBreak> LAST_BREAK = new Select<>("""
            select tenant_id, store_id, kind, tree_size, root, entry_index
            from heads_log join stream_ids using (stream_id)
            where entry_index = (
                select max(entry_index) from heads_log indexed by heads_log_breaks where kind = 1
            )
            """, SqliteHeadsLog::enteredBreak);

    private final SqliteDatabase database;

    SqliteHeadsLog(SqliteDatabase database) {
        this.database = database;
    }

    @Override
    public CompactRange rightEdge() {
        return database.read(SqliteHeadsLog::rightEdge);
    }

    private static CompactRange rightEdge(Handle handle) {
        return handle.createQuery("select size, right_edge, root from heads_log_state")
                .map((row, context) -> StoredEdge.read(row.getLong(1), row.getBytes(2), row.getBytes(3)))
                .findOne()
                .orElseThrow(() -> damaged("the row of its end is missing"))
                .orElseThrow(() -> damaged("its edge does not fold to its root"));
    }

    @Override
    public List<StreamHead> moved(int limit) {
        return database.read(handle -> moved(handle, limit));
    }

    static List<StreamHead> moved(Handle handle, int limit) {
        return handle.createQuery("""
                        select tenant_id, store_id, head
                        from stream_heads heads indexed by moved_heads
                            cross join stream_ids ids on ids.stream_id = heads.stream_id
                        where moved = 1 and head > coalesce((
                            select heads_log.tree_size
                            from heads_log
                            where heads_log.stream_id = heads.stream_id
                            order by entry_index desc
                            limit 1), 0)
                        order by heads.stream_id
                        limit :limit
                        """)
                .bind("limit", limit)
                .map((row, context) -> new StreamHead(BinaryForm.streamId(row), row.getLong("head")))
                .list();
    }

    @Override
    public Optional<HeadsLogEntry> last(StreamId stream, long size) {
        return database
                .select(LAST, BinaryForm.bytes(stream.tenantId()), BinaryForm.bytes(stream.storeId()), size)
                .stream()
                .findFirst();
    }

    @Override
    public Optional<EnteredBreak> lastBreak(StreamId stream) {
        return database
                .select(LAST_BREAK_OF, BinaryForm.bytes(stream.tenantId()), BinaryForm.bytes(stream.storeId()))
                .stream()
                .findFirst();
    }

    @Override
    public Optional<EnteredBreak> lastBreak() {
        return database.select(LAST_BREAK).stream().findFirst();
    }

    /** Compares and stores in one transaction: no other append can come between. */
    @Override
    public boolean append(AppendedEntries tree, Map<StreamId, HeadsLogEntry> entries) {
        if (tree.size() - tree.before().size() != entries.size()) {
            throw new IllegalArgumentException("the tree grows by another number than " + entries.size());
        }
        return database.write(session -> {
            if (!rightEdge(session.handle()).equals(tree.before())) {
                return false;
            }
            long index = tree.before().size();
            for (Map.Entry<StreamId, HeadsLogEntry> entry : entries.entrySet()) {
                long key = session.streams().key(entry.getKey());
                insert(session, index++, key, entry.getValue());
                noteEntered(session.handle(), key, entry.getValue().head().size());
            }
            session.nodes().add(HistoryNodes.HEADS_LOG, tree.tileHashes());
            return moveEnd(session.handle(), tree.after()) == 1;
        });
    }

    private static void insert(WriteSession session, long index, long streamKey, HeadsLogEntry entry) {
        session.handle()
                .createUpdate("""
                        insert into heads_log (entry_index, stream_id, kind, tree_size, root)
                        values (:index, :stream, :kind, :size, :root)
                        """)
                .bind("index", index)
                .bind("stream", streamKey)
                .bind("kind", KINDS.indexOf(entry.kind()))
                .bind("size", entry.head().size())
                .bind("root", entry.head().root().toByteArray())
                .execute();
    }

    /** A stream that has come further meanwhile stays one of those that have moved. */
    private static void noteEntered(Handle handle, long streamKey, long size) {
        handle.createUpdate("update stream_heads set moved = (head <> :size) where stream_id = :stream")
                .bind("size", size)
                .bind("stream", streamKey)
                .execute();
    }

    private static int moveEnd(Handle handle, CompactRange edge) {
        return handle.createUpdate("update heads_log_state set size = :size, right_edge = :edge, root = :root")
                .bind("size", edge.size())
                .bind("edge", edge.toByteArray())
                .bind("root", StoredEdge.root(edge))
                .execute();
    }

    @Override
    public List<HeadsLogEntry> entries(long from, int limit) {
        return database.read(handle -> entries(handle, from, limit));
    }

    static List<HeadsLogEntry> entries(Handle handle, long from, int limit) {
        return handle.createQuery(ENTRIES + "where entry_index >= :from order by entry_index limit :limit")
                .bind("from", from)
                .bind("limit", limit)
                .map((row, context) -> entry(row))
                .list();
    }

    @Override
    public TileSource tiles() {
        return tile -> database.read(handle ->
                tile.level() == 0 ? records(handle, tile) : HistoryNodes.tile(handle, HistoryNodes.HEADS_LOG, tile));
    }

    private static byte[] records(Handle handle, TilePath tile) {
        return HistoryNodes.packed(entries(handle, tile.index() * TilePath.FULL_WIDTH, tile.width()).stream()
                .map(entry -> entry.recordHash().toByteArray())
                .toList());
    }

    @Override
    public Optional<SignedNote> checkpoint() {
        return note("checkpoint");
    }

    @Override
    public Optional<SignedNote> witnessed() {
        return note("witnessed");
    }

    @Override
    public void keepCheckpoint(long size, SignedNote checkpoint) {
        keep("checkpoint", size, checkpoint);
    }

    @Override
    public void keepWitnessed(long size, SignedNote checkpoint) {
        keep("witnessed", size, checkpoint);
    }

    private Optional<SignedNote> note(String column) {
        return database.read(handle -> handle.createQuery("select <column> from heads_log_state")
                .define("column", column)
                .map((row, context) -> Optional.ofNullable(row.getString(1)))
                .findOne()
                .orElseThrow(() -> damaged("the row of its end is missing"))
                .map(note -> StoredNote.parse(note, "the checkpoint of the log of heads")));
    }

    private void keep(String column, long size, SignedNote checkpoint) {
        database.write(session -> session.handle()
                .createUpdate("""
                        update heads_log_state
                        set <column> = :note, <column>_size = :size
                        where <column>_size <= :size
                        """)
                .define("column", column)
                .bind("note", checkpoint.toString())
                .bind("size", size)
                .execute());
    }

    private static StoreFailedException damaged(String how) {
        return new StoreFailedException("the log of heads is damaged: " + how, null);
    }

    private static EnteredBreak enteredBreak(ResultSet row) throws SQLException {
        return new EnteredBreak(row.getLong("entry_index"), entry(row));
    }

    private static HeadsLogEntry entry(ResultSet row) throws SQLException {
        StreamId stream = BinaryForm.streamId(row);
        Hash root = StoredEdge.hash(row.getBytes("root"));
        int kind = row.getInt("kind");
        long size = row.getLong("tree_size");
        if (root == null || kind < 0 || kind >= KINDS.size() || size <= 0) {
            throw new StoreFailedException("an entry of stream " + stream + " in the log of heads is damaged", null);
        }
        return new HeadsLogEntry(KINDS.get(kind), VesHashes.stream(stream), new TreeHead(size, root));
    }
}
