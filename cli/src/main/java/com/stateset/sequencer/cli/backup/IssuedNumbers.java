package com.stateset.sequencer.cli.backup;

import com.stateset.sequencer.audit.AuditDeed;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.sqlite.StreamTip;
import com.stateset.sequencer.tlog.LogProver;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks for numbers that another database has issued, and a backup would issue again. */
final class IssuedNumbers {

    private static final StreamId SERVER_LOG = StreamId.auditLogOf(AuditDeed.SERVER);

    private static final String ADDED = " (the server's own audit log, to which each restore adds two)";

    private IssuedNumbers() {}

    /**
     * Returns what of a database is not in a backup, in a sentence for each stream.
     *
     * @param issued where the streams of the database end
     * @param backup the backup, audited
     */
    static List<String> missing(List<StreamTip> issued, EventStore backup) {
        List<String> sentences = new ArrayList<>();
        for (StreamTip tip : issued) {
            sentence(tip, backup).ifPresent(sentences::add);
        }
        return sentences;
    }

    private static Optional<String> sentence(StreamTip tip, EventStore backup) {
        StreamId stream = tip.stream();
        long head = backup.head(stream);
        if (head < tip.head()) {
            return Optional.of("stream " + stream + ": events " + (head + 1) + " to " + tip.head()
                    + (stream.equals(SERVER_LOG) ? ADDED : ""));
        }
        boolean same = tip.tree()
                .map(tree -> tree.equals(treeAt(backup, stream, tip.head())))
                .orElse(true);
        return same
                ? Optional.empty()
                : Optional.of("stream " + stream + ": its first " + tip.head() + " events are others");
    }

    private static TreeHead treeAt(EventStore backup, StreamId stream, long size) {
        return new LogProver(backup.history().tiles(stream), size).rightEdge().head();
    }
}
