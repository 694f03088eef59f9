package com.stateset.sequencer.verify.monitor;

import com.stateset.sequencer.protocol.http.RemoteLog;
import com.stateset.sequencer.tlog.CheckpointReader;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.Cosignature;
import com.stateset.sequencer.tlog.EntryBundle;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.NoteVerifier;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TileLayout;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TreeHead;
import com.stateset.sequencer.verify.monitor.MonitorState.Head;
import com.stateset.sequencer.verify.monitor.MonitorState.HeadsLogState;
import com.stateset.sequencer.verify.monitor.MonitorState.StreamState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows the log of heads: every entry is read, so that the root is recomputed and not believed, and each must go with the
 * entries of its stream before it. For one look, on one thread.
 *
 * <pre>
 *   remembered: size m, right edge ── entries m .. n-1, read from bundles ──► right edge at n ──► root = that of the checkpoint?
 *                                               │
 *                                               └─ each: its stream's size rises, or head and root are the same
 * </pre>
 *
 * <p><b>The log itself</b> is held by its right edge: if the edge that is remembered, grown by the entries that are shown, leads to
 * the root that is signed, then the first m entries are those that were read before; another entry anywhere would lead to
 * another root. So no consistency proof is asked for, and none has to be believed. A log that is shorter than it was is an
 * alarm even if its checkpoint is valid: a server has no reason to answer a monitor with less than it has answered before.
 *
 * <p><b>Its entries</b> say of each stream what was signed of it. That sizes rise is checked here, for all streams; that the larger
 * head extends the smaller needs the stream's own tree, and is {@link StreamWatch}'s part.
 *
 * <p><b>Alarms.</b> Nothing of a checkpoint that does not fit is taken over: the state stays as it was, and the next look alarms
 * again, with the same evidence. At a break that is not accepted the following stops right before it: what comes behind it is of a
 * history that this monitor has not been told to believe. With {@code --accept-history} for that stream it goes on, and the
 * break's head is what the stream's later heads are held to.
 *
 * <p><b>Cost.</b> One request for the checkpoint, and one for every 256 entries that are new or in a bundle with new ones.
 */
final class HeadsFollower {

    private final RemoteLog log;
    private final String origin;
    private final CheckpointReader reader;
    private final NoteVerifier verifier;
    private final MonitorSettings settings;
    private final AlarmList alarms;

    HeadsFollower(
            RemoteLog log,
            String origin,
            CheckpointReader reader,
            NoteVerifier verifier,
            MonitorSettings settings,
            AlarmList alarms) {
        this.log = log;
        this.origin = origin;
        this.reader = reader;
        this.verifier = verifier;
        this.settings = settings;
        this.alarms = alarms;
    }

    /** Returns the state with all that is new and fits. */
    MonitorState follow(MonitorState before) {
        Optional<byte[]> note = log.checkpoint();
        if (note.isEmpty()) {
            if (before.heads().size() > 0) {
                alarms.add(Alarm.Kind.INCONSISTENT, origin, "the log of heads is gone", evidence(before, null));
            }
            return before;
        }
        try {
            return follow(before, reader.read(note.get(), origin));
        } catch (LogVerificationException e) {
            alarms.add(Alarm.Kind.INCONSISTENT, origin, e.getMessage() + "", Map.of());
            return before;
        }
    }

    private MonitorState follow(MonitorState before, SignedCheckpoint now) {
        HeadsLogState known = before.heads();
        if (now.head().size() < known.size()) {
            alarms.add(
                    Alarm.Kind.INCONSISTENT,
                    origin,
                    "the log of heads had " + known.size() + " entries and has "
                            + now.head().size(),
                    evidence(before, now));
            return before;
        }
        List<byte[]> added = entries(known.size(), now.head().size());
        CompactRange range = known.range()
                .appendRecords(added.stream()
                        .map(HeadsLogEntry::parse)
                        .map(HeadsLogEntry::recordHash)
                        .toList());
        if (!range.root().equals(now.head().root())) {
            alarms.add(
                    Alarm.Kind.INCONSISTENT,
                    origin,
                    "the log of heads of " + now.head().size() + " entries does not extend the " + known.size()
                            + " entries seen before",
                    evidence(before, now));
            return before;
        }
        return entered(before, added, now, range);
    }

    /** Takes the entries over, one by one; the state moves to the end only if none of them stops it. */
    private MonitorState entered(MonitorState before, List<byte[]> added, SignedCheckpoint now, CompactRange range) {
        Map<String, StreamState> streams = new HashMap<>(before.streams());
        CompactRange taken = before.heads().range();
        for (byte[] bytes : added) {
            HeadsLogEntry entry = HeadsLogEntry.parse(bytes);
            String id = entry.streamId().toHex();
            StreamState stream = streams.getOrDefault(id, StreamState.UNKNOWN);
            Optional<StreamState> next = next(stream, entry, id, now);
            if (next.isEmpty()) {
                return before.withStreams(streams)
                        .withHeads(new HeadsLogState(
                                taken.size(),
                                taken.hashes(),
                                before.heads().checkpoint(),
                                before.heads().quorumAt()));
            }
            streams.put(id, next.get());
            taken = taken.appendRecords(List.of(entry.recordHash()));
        }
        return before.withStreams(streams)
                .withHeads(HeadsLogState.of(
                        range, now.toString(), quorumAt(before.heads().quorumAt())));
    }

    private Optional<StreamState> next(StreamState stream, HeadsLogEntry entry, String id, SignedCheckpoint now) {
        if (entry.kind() == HeadsLogEntry.Kind.BREAK) {
            if (settings.accepted().contains(entry.streamId())) {
                return Optional.of(stream.broken(entry.head()));
            }
            alarms.add(
                    Alarm.Kind.HISTORY_ACCEPTED,
                    id,
                    "an administrator has accepted another history of the stream, of "
                            + entry.head().size() + " events",
                    Map.of("heads_checkpoint", now.toString()));
            return Optional.empty();
        }
        Head last = stream.entered();
        if (last != null && !mayFollow(last.toTreeHead(), entry.head())) {
            alarms.add(
                    Alarm.Kind.INCONSISTENT,
                    id,
                    "the stream's entries in the log of heads say " + last.size() + " events and then "
                            + entry.head().size() + ", with another root",
                    Map.of("heads_checkpoint", now.toString()));
            return Optional.empty();
        }
        return Optional.of(stream.entered(entry.head()));
    }

    /** Whether the sizes rise; that a larger head extends the smaller is found out where the stream itself may be read. */
    private static boolean mayFollow(TreeHead last, TreeHead next) {
        return next.size() > last.size() || next.equals(last);
    }

    private List<byte[]> entries(long from, long to) {
        List<byte[]> entries = new ArrayList<>();
        for (long next = from; next < to; next = from + entries.size()) {
            long bundle = next / TilePath.FULL_WIDTH;
            int width = TileLayout.width(0, bundle, to);
            List<byte[]> read =
                    EntryBundle.read(log.read(TilePath.entries(bundle, width)), width, HeadsLogEntry.LENGTH);
            entries.addAll(read.subList((int) (next % TilePath.FULL_WIDTH), width));
        }
        return entries;
    }

    /** The time of the oldest of the newest lines that make a quorum: since then it is known to hold. */
    private @Nullable Instant quorumAt(@Nullable Instant before) {
        if (settings.quorum() == 0) {
            return null;
        }
        Optional<byte[]> note = log.witnessed();
        if (note.isEmpty()) {
            return before;
        }
        List<Instant> times = reader.read(note.get(), origin).cosignatures(settings.witnesses(), verifier).stream()
                .map(Cosignature::time)
                .sorted(Comparator.reverseOrder())
                .toList();
        return times.size() < settings.quorum() ? before : times.get(settings.quorum() - 1);
    }

    private static Map<String, String> evidence(MonitorState before, @Nullable SignedCheckpoint now) {
        Map<String, String> evidence = new HashMap<>();
        if (before.heads().checkpoint() != null) {
            evidence.put("checkpoint_before", before.heads().checkpoint());
        }
        if (now != null) {
            evidence.put("checkpoint_now", now.toString());
        }
        return evidence;
    }
}
