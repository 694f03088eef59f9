package com.stateset.sequencer.postgres.history;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.postgres.streams.StreamIdMapper;
import com.stateset.sequencer.spi.EnteredBreak;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.TreeHead;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the log of heads as a row. What is stored is what the entry says, not its 87 bytes: they follow from it, and the
 * hash of the stream's name from the stream's.
 *
 * @param index which entry, from 0
 * @param stream the stream it is about
 * @param kind what it says of the head, by name
 * @param size the size of the stream's tree
 * @param root the root of the stream's tree
 */
record HeadsLogRow(long index, StreamId stream, String kind, long size, Hash root) {

    static final String SELECT = """
            select l.entry_index, i.tenant_id, i.store_id, l.kind, l.tree_size, l.root
            from sequencer.heads_log l join sequencer.stream_ids i on i.stream_id = l.stream_id
            """;

    /**
     * Takes an entry apart.
     *
     * @throws IllegalArgumentException if it is about another stream
     */
    static HeadsLogRow of(long index, StreamId stream, HeadsLogEntry entry) {
        if (!entry.streamId().equals(VesHashes.stream(stream))) {
            throw new IllegalArgumentException("the entry is not about " + stream);
        }
        return new HeadsLogRow(
                index,
                stream,
                entry.kind().name(),
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

    /** Reads the break that a statement finds, which begins with {@link #SELECT}, if it finds one. */
    static Optional<EnteredBreak> readBreak(PreparedStatement select) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            return row.next()
                    ? Optional.of(new EnteredBreak(row.getLong("entry_index"), entry(row)))
                    : Optional.empty();
        }
    }

    /** Reads the entry of the row that the cursor stands on. */
    static HeadsLogEntry entry(ResultSet row) throws SQLException {
        return entry(row, "");
    }

    /** Reads an entry whose own columns have names with a prefix. */
    static HeadsLogEntry entry(ResultSet row, String prefix) throws SQLException {
        try {
            return new HeadsLogEntry(
                    HeadsLogEntry.Kind.valueOf(row.getString(prefix + "kind")),
                    VesHashes.stream(StreamIdMapper.of(row)),
                    new TreeHead(row.getLong(prefix + "tree_size"), Hash.of(row.getBytes(prefix + "root"))));
        } catch (IllegalArgumentException e) {
            throw damaged("entry " + row.getLong(prefix + "entry_index") + " is none", e);
        }
    }

    static StoreFailedException damaged(String how, @Nullable Exception cause) {
        return new StoreFailedException("the store's log of heads is damaged: " + how, cause);
    }
}
