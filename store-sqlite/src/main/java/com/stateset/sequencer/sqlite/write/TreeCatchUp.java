package com.stateset.sequencer.sqlite.write;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.sqlite.write.StreamTable.StreamRow;
import com.stateset.sequencer.tlog.AppendedEntries;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/**
 * Brings the tree of a stream up to its head: of a stream that was written before there were trees, or by a process of an older
 * version that has the same file open. One mechanism for both, so that neither a migration nor an upgrade needs the file for
 * itself.
 *
 * <p><b>What must hold.</b> The tree is the one over the leaf hashes that the rows have now. Whether that is the history that
 * was signed is asked afterwards, by comparing it with what was: a tree that is brought up to date is no proof of anything.
 *
 * <p><b>Bounds.</b> A page is one write transaction's work, some tens of milliseconds; appends get their turn between two. As
 * an older writer adds less in that time than a page has, the tree arrives at the head.
 */
public final class TreeCatchUp {

    /** The most events that are added to a tree in one transaction. */
    static final int PAGE = 16_384;

    private TreeCatchUp() {}

    /**
     * Adds the next page of events to a stream's tree, within a write transaction, and stores it.
     *
     * @return the stream's row as it is now
     * @throws StoreFailedException if an event below the head is missing or damaged
     */
    public static StreamRow page(WriteSession session, StreamId stream, StreamRow row) throws SQLException {
        long size = row.rightEdge().size();
        int wanted = (int) Math.min(PAGE, row.head() - size);
        List<byte[]> leaves = session.handle()
                .createQuery("""
                        select leaf_hash
                        from events
                        where stream_id = :stream and sequence_number between :first and :last
                        order by sequence_number
                        """)
                .bind("stream", row.key())
                .bind("first", size + 1)
                .bind("last", size + wanted)
                .map((leaf, context) -> leaf.getBytes(1))
                .list();
        if (leaves.size() < wanted || leaves.stream().anyMatch(leaf -> leaf.length != Hash.LENGTH)) {
            throw new StoreFailedException(
                    String.format(
                            Locale.ROOT,
                            "the events %d to %d of stream %s are damaged: there is no tree over them",
                            size + 1,
                            size + wanted,
                            stream),
                    null);
        }
        AppendedEntries tree = AppendedEntries.ofEntries(
                row.rightEdge(), leaves.stream().map(Hash::of).toList());
        session.nodes().add(row.key(), tree.tileHashes());
        session.streams().storeTree(row.key(), tree.after());
        return new StreamRow(row.key(), row.head(), row.lastSequencedAt(), tree.after());
    }
}
