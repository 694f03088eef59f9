package com.stateset.sequencer.verify.monitor;

import com.stateset.sequencer.tlog.TreeHead;
import java.util.List;

/**
 * What one look has found. Immutable.
 *
 * <p>No alarm means: all that was shown lies on one history with all that was shown at earlier looks, is signed by a pinned key,
 * and is entered and witnessed in time, as far as that was asked for. It does not mean that events are unaltered beside their
 * trees, nor anything about the streams that are counted as not readable.
 *
 * @param alarms what people should look at; empty if all is well
 * @param headsLog how far the log of heads was followed
 * @param streams how many streams' own histories were checked
 * @param notReadable how many streams stand in the log of heads that this key may not read: of them only the order of their
 *     entries was checked, not that each head extends the one before
 */
public record MonitorReport(List<Alarm> alarms, TreeHead headsLog, int streams, int notReadable) {

    /** Copies the list. */
    public MonitorReport {
        alarms = List.copyOf(alarms);
    }
}
