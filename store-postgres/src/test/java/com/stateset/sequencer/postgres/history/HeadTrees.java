package com.stateset.sequencer.postgres.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.postgres.Samples;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.CompactRange;
import java.util.HexFormat;
import java.util.List;
import javax.sql.DataSource;

/** Compares what is stored of a stream's tree with one that is computed from its rows. */
public final class HeadTrees {

    private HeadTrees() {}

    /** Asserts that head, size, edge, root and nodes are those of the leaves that the rows have, and that there are so many. */
    public static void assertOfLeaves(DataSource dataSource, StreamId stream, long head) {
        List<Hash> leaves = Samples.query(
                        dataSource,
                        "select encode(leaf_hash, 'hex') from sequencer.events where stream_id in " + keyOf(stream)
                                + " order by sequence_number")
                .stream()
                .map(hex -> Hash.of(HexFormat.of().parseHex(hex)))
                .toList();
        assertThat(leaves).hasSize((int) head);
        CompactRange edge = CompactRange.EMPTY.appendEntries(leaves);
        assertThat(row(dataSource, stream))
                .as("the row of the head")
                .isEqualTo(head + " " + head + " " + HexFormat.of().formatHex(edge.toByteArray()) + " "
                        + edge.root().toHex());
        assertThat(nodes(dataSource, stream)).as("nodes").isEqualTo(nodesOf(leaves));
    }

    /** The row of a stream's head, its columns parted by spaces: head, size, edge and root. */
    static String row(DataSource dataSource, StreamId stream) {
        return Samples.query(
                        dataSource,
                        "select concat_ws(' ', head, tree_size, encode(right_edge, 'hex'), encode(tree_root, 'hex'))"
                                + " from sequencer.stream_heads where stream_id in " + keyOf(stream))
                .get(0);
    }

    /** The nodes that are stored, as level, index and hash. */
    static List<String> nodes(DataSource dataSource, StreamId stream) {
        return Samples.query(
                dataSource,
                "select concat_ws(' ', level, node_index, encode(hash, 'hex')) from sequencer.history_nodes"
                        + " where stream_id in " + keyOf(stream) + " order by level, node_index");
    }

    private static List<String> nodesOf(List<Hash> leaves) {
        return HistoryNode.completed(7, AppendedEntries.ofEntries(CompactRange.EMPTY, leaves)).stream()
                .map(node ->
                        node.level() + " " + node.index() + " " + node.hash().toHex())
                .toList();
    }

    /** The key of a stream, as a list to look in. */
    static String keyOf(StreamId stream) {
        return "(select stream_id from sequencer.stream_ids where tenant_id = '%s' and store_id = '%s')"
                .formatted(stream.tenantId(), stream.storeId());
    }
}
