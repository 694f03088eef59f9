package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a stream ends in a database. Immutable.
 *
 * @param stream which stream
 * @param head its last sequence number
 * @param tree size and root of the tree over its history, as they are stored; empty if they lag behind the head, as an older version
 *     leaves them
 */
public record StreamTip(StreamId stream, long head, Optional<TreeHead> tree) {

    public StreamTip {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(tree, "tree");
    }
}
