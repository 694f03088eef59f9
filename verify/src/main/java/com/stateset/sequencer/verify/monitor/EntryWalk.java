package com.stateset.sequencer.verify.monitor;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.TreeHead;
import com.stateset.sequencer.verify.monitor.MonitorState.Head;
import com.stateset.sequencer.verify.monitor.MonitorState.StreamState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the entries of the log of heads lead to, one bundle at a time: the right edge at the end, and the state of each stream. It
 * is tentative until the root at the end is found to be the one that was signed; then it is taken over, or else dropped.
 *
 * <p>At the first entry that does not go with the one of its stream before, the streams stay as they are there. The right edge
 * goes on to the end, since the root must be known before anything is said about the entries.
 */
final class EntryWalk {

    private final Set<AcceptedBreak> accepted;
    private final Map<String, StreamState> streams;
    private CompactRange range;
    private @Nullable Stop stop;

    EntryWalk(MonitorState before, Set<AcceptedBreak> accepted) {
        this.accepted = accepted;
        this.streams = new HashMap<>(before.streams());
        this.range = before.heads().range();
    }

    /** Reads the entries that come next. */
    void read(List<byte[]> bundle) {
        List<Hash> hashes = new ArrayList<>();
        for (byte[] bytes : bundle) {
            HeadsLogEntry entry = HeadsLogEntry.parse(bytes);
            if (stop == null) {
                stop = enter(entry, hashes);
            }
            hashes.add(entry.recordHash());
        }
        range = range.appendRecords(hashes);
    }

    /** Returns the right edge behind all that was read. */
    CompactRange range() {
        return range;
    }

    /** Returns the streams, as they are at the stop or at the end. */
    Map<String, StreamState> streams() {
        return streams;
    }

    /** Returns the first entry that does not go with the one before; null if there is none. */
    @Nullable
    Stop stop() {
        return stop;
    }

    private @Nullable Stop enter(HeadsLogEntry entry, List<Hash> before) {
        String id = entry.streamId().toHex();
        StreamState stream = streams.getOrDefault(id, StreamState.UNKNOWN);
        TreeHead head = entry.head();
        Head last = stream.entered();
        if (entry.kind() == HeadsLogEntry.Kind.BREAK) {
            AcceptedBreak here = new AcceptedBreak(entry.streamId(), head.size());
            if (!accepted.contains(here)) {
                String message = "an administrator has accepted another history of the stream, of " + head.size()
                        + " events; if that is known, accept " + here;
                return new Stop(Alarm.Kind.HISTORY_ACCEPTED, id, message, range.appendRecords(before));
            }
            streams.put(id, stream.broken(head));
        } else if (last != null && !mayFollow(last.toTreeHead(), head)) {
            String message = "the stream's entries in the log of heads say " + last.size() + " events and then "
                    + head.size() + ", with another root";
            return new Stop(Alarm.Kind.INCONSISTENT, id, message, range.appendRecords(before));
        } else {
            streams.put(id, stream.entered(head));
        }
        return null;
    }

    /** Whether the sizes rise; that a larger head extends the smaller is found out where the stream itself may be read. */
    private static boolean mayFollow(TreeHead last, TreeHead next) {
        return next.size() > last.size() || next.equals(last);
    }

    /**
     * Where the streams cannot go on.
     *
     * @param kind the kind of alarm
     * @param streamId the stream, in hex
     * @param message what is wrong
     * @param range the right edge before that entry
     */
    record Stop(Alarm.Kind kind, String streamId, String message, CompactRange range) {}
}
