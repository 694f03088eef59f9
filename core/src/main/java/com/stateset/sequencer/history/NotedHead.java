package com.stateset.sequencer.history;

import com.stateset.sequencer.tlog.TreeHead;
import org.jspecify.annotations.Nullable;

/**
 * A head of a stream, and what is known of how it came: one that was noted on a line as it was appended is on that line without a
 * proof; one that came while that line held, but from elsewhere, has to be proved; so has one that was read. A value.
 *
 * @param head size and root
 * @param line the line that the stream was on when this head came; null where it was only read
 * @param isNoted whether it was noted on that line
 */
record NotedHead(TreeHead head, @Nullable HistoryLine line, boolean isNoted) {

    /** A head that was read just now. */
    static NotedHead read(TreeHead head) {
        return new NotedHead(head, null, false);
    }

    /** A head that has come to a stream of which this is seen now. */
    static NotedHead of(TreeHead head, SeenHistory seen) {
        return new NotedHead(head, seen.chain(), seen.head().equals(head));
    }

    /** Whether it is known to be on a line. */
    boolean isOn(HistoryLine current) {
        return isNoted && line == current;
    }

    /** Whether it came before that line had begun: then it says nothing against that line. */
    boolean isOfAnother(HistoryLine current) {
        return line != null && line != current;
    }
}
